import type { RunRow } from '@/features/runs/schema'

const dayMs = 86_400_000

/**
 * Failures of the last day that nothing has made up for, from runs newest first: one for each agent and task whose latest run
 * failed, with how many times in a row.
 */
export function standingFailures<Run extends Pick<RunRow, 'agentId' | 'taskId' | 'state' | 'createdAt'>>(
  runs: readonly Run[],
  nowMs: number,
): { run: Run; times: number }[] {
  const works = new Map<string, Run[]>()
  for (const run of runs) {
    const work = `${run.agentId} ${run.taskId}`
    works.set(work, [...(works.get(work) ?? []), run])
  }
  return [...works.values()].flatMap((ofWork) => {
    const firstOther = ofWork.findIndex((run) => run.state !== 'failed' && run.state !== 'timed_out')
    const times = firstOther < 0 ? ofWork.length : firstOther
    const [run] = ofWork
    return run && times > 0 && nowMs - Date.parse(run.createdAt) < dayMs ? [{ run, times }] : []
  })
}
