import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { requireValues, settle } from '../fire'
import { getTrigger } from '../queries/get-trigger'
import { RoutineRunView, RunRoutine } from '../schema'
import { insertRun, lockRoutine, requireOwn, runById } from '../store'
import { requireThings } from '../things'

/**
 * Fires a routine now, for people also one that is paused. What becomes of it is in the answer: a task, or why there is none.
 * @throws Refusal not_found; forbidden for an agent at another's routine, or for work for others; invalid_input for variables that
 * are missing or wrong; broken_rule for an archived routine and for a trigger that is not of the API or switched off
 */
export const runRoutine = defineCommand({
  name: 'runRoutine',
  grant: 'task:write',
  input: RunRoutine,
  output: RoutineRunView,
  records: ['routine.fired'],
  announces: ['routine/run.settled'],
  async run(work, { routineId, source, triggerId, payload, variables, projectId, assigneeId }) {
    const routine = await lockRoutine(work, routineId)
    requireOwn(work, routine.assigneeId)
    requireOwn(work, assigneeId ?? routine.assigneeId)
    if (routine.status === 'archived') {
      throw new Refusal('broken_rule', 'The routine is archived. Take it up again first.', { rule: 'routine_archived' })
    }
    await requireThings(work, { projectId, assigneeId })
    if (triggerId) requireCallable(await getTrigger.within(work, { triggerId }), routineId)
    requireValues(routine, variables)
    const runId = await insertRun(work, {
      ...{ routineId, source: triggerId ? ('api' as const) : source, triggerId: triggerId ?? null },
      ...{ deliveryKey: null, payload },
    })
    const delivered = payload ?? null
    await settle(work, routine, {
      ...{ runId, source, payload: delivered, given: variables, at: work.now, projectId, assigneeId },
    })
    return runById(work, runId)
  },
})

function requireCallable(trigger: { routineId: string; kind: string; isEnabled: boolean }, routineId: string): void {
  if (trigger.routineId !== routineId) throw notFound('trigger')
  if (trigger.kind === 'api' && trigger.isEnabled) return
  const why = trigger.kind === 'api' ? 'is switched off' : `is a ${trigger.kind} and fires by itself`
  throw new Refusal('broken_rule', `The trigger ${why}.`, { rule: 'trigger_not_callable' })
}
