import type { z } from 'zod'
import { systemCaller } from '@/features/access'
import { completableRun, finishRun, type WorkReport } from '@/features/runs'
import type { Caller } from '@/platform/command'

/**
 * Ends a run by the word of its agent, which took the work with 202. Its worker, which kept the lease until now, hears of it at its
 * next beat.
 */
export async function completeRun(caller: Caller, runId: string, work: z.output<typeof WorkReport>) {
  const { workerId, fence } = await completableRun(caller, { runId })
  return finishRun(systemCaller(caller.companyId, 'worker'), { runId, workerId, fence, outcome: 'succeeded', work })
}
