import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { applyChange, CHANGE_EVENTS } from '../change'
import { afterFailedChecks } from '../completion'
import { CheckResult, failureText, judge, type Verification } from '../rules/acceptance'
import { type Locked, lockTask } from '../store'
import { POSTING, say } from '../thread'

/**
 * What the checks of a completion found. All passed: the completion goes on where it was stopped. Any did not: the task goes back to
 * who did it, with what is wrong in its thread; after too many times it is blocked. A task that was moved in the meantime, or completed anew, is left alone.
 */
export const recordVerification = defineCommand({
  name: 'recordVerification',
  grant: 'run:report',
  input: z.object({
    taskId: z.uuid(),
    /** Which completion was checked. */
    verificationId: z.uuid(),
    /** Absent when no run came of it. */
    runId: z.uuid().nullable(),
    checks: z.array(CheckResult).max(20).default([]),
    /** Why the checks could not be carried out at all. */
    error: z.string().max(2000).nullish(),
  }),
  output: z.object({ state: z.string() }),
  records: ['task.verified', ...POSTING.records],
  announces: ['task/updated', 'task/completed', ...CHANGE_EVENTS, ...POSTING.announces],
  async run(work, { taskId, verificationId, runId, checks, error }) {
    const task = await lockTask(work, taskId)
    const asked = task.verification
    if (asked?.state !== 'pending' || asked.id !== verificationId || task.state !== 'in_review') {
      work.unchanged()
      return { state: task.state }
    }
    const verdict = judge(task.acceptance, checks)
    const state = error ? 'error' : verdict.ok ? 'passed' : 'failed'
    const failures = state === 'passed' ? 0 : asked.failures + 1
    const ended: Verification = {
      ...asked,
      state,
      runId,
      endedAt: work.now.toISOString(),
      checks: verdict.checks,
      failures,
    }
    const stored = await carryOn(work, task, ended, error ?? null)
    const failed = verdict.checks.filter((check) => !check.ok).map((check) => check.id)
    work.record({ action: 'task.verified', subject: { kind: 'task', id: taskId }, details: { runId, state, failed } })
    work.announce({ name: stored.state === 'done' ? 'task/completed' : 'task/updated', data: { taskId } })
    return { state: stored.state ?? task.state }
  },
})

async function carryOn(work: Work, task: Locked, verification: Verification, error: string | null) {
  if (verification.state === 'passed') return applyChange(work, task, { state: 'done', verification })
  const why = error ? `The completion could not be checked: ${error}` : failureText(verification.checks)
  const stored = await applyChange(work, task, afterFailedChecks(verification, why))
  await say(work, { taskId: task.id, content: why, toolCalls: [] })
  return stored
}
