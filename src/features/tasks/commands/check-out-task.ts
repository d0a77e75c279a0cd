import { z } from 'zod'
import { defineCommand, runOf, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { getTask } from '../queries/get-task'
import { CHECKOUT_STATES } from '../rules/state-machine'
import { TaskState, TaskView } from '../schema'
import { claimed, LEASE_SECONDS, liveLease, requireWorker, takeLease } from '../store'

/**
 * Takes a task for an agent: one lease, one winner. Asking again with the same run prolongs the lease.
 * @throws Refusal already_claimed that says who holds it, whether alive, and until when; illegal_transition for another state
 */
export const checkOutTask = defineCommand({
  name: 'checkOutTask',
  grant: 'task:write',
  input: z.object({
    taskId: z.uuid(),
    agentId: z.uuid(),
    /** The run that will hold the lease; an agent's own run when absent. */
    runId: z.uuid().nullish(),
    expectedStates: z.array(TaskState).min(1).optional(),
    ttlSeconds: z.int().min(10).max(86_400).default(LEASE_SECONDS),
  }),
  output: TaskView,
  records: ['task.checkedOut'],
  announces: ['task/updated'],
  async run(work, { taskId, agentId, runId, expectedStates, ttlSeconds }) {
    if (work.actor.kind === 'agent' && work.actor.id !== agentId) {
      throw new Refusal('forbidden', 'An agent checks out tasks for itself only.')
    }
    await requireWorker(work, agentId)
    const states = expectedStates ?? CHECKOUT_STATES
    const holder = runId ?? runOf(work.actor)
    const lease = await takeLease(work, { taskId, agentId, runId: holder, states, ttlSeconds })
    if (!lease) throw await explain(work, taskId, states)
    work.record({
      action: 'task.checkedOut',
      subject: { kind: 'task', id: taskId },
      details: { agentId, runId: holder, fence: lease.fence, expiresAt: lease.expiresAt },
    })
    work.announce({ name: 'task/updated', data: { taskId } })
    return getTask.within(work, { taskId })
  },
})

async function explain(work: Work, taskId: string, states: readonly string[]): Promise<Refusal> {
  const lease = await liveLease(work, taskId)
  if (lease) return claimed(lease)
  const task = await getTask.within(work, { taskId })
  return new Refusal('illegal_transition', `${task.identifier} is ${task.state} and cannot be checked out.`, {
    state: task.state,
    expected: states,
  })
}
