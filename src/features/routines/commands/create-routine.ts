import { defineCommand } from '@/platform/command'
import { getRoutine } from '../queries/get-routine'
import { withNamesIn } from '../rules/variables'
import { CreateRoutine, RoutineView } from '../schema'
import { requireOwn } from '../store'
import { requireThings } from '../things'

/**
 * Adds work that comes again: a task each time that one of its triggers fires, or that somebody runs it. Without an assignee it is
 * paused. What its texts name in braces and nobody declared becomes a required variable.
 * @throws Refusal not_found for a thing of another company; forbidden for an agent's routine that is for others
 */
export const createRoutine = defineCommand({
  name: 'createRoutine',
  grant: 'task:write',
  input: CreateRoutine,
  output: RoutineView,
  records: ['routine.created'],
  announces: ['routine/created'],
  async run(work, input) {
    const own = work.actor.kind === 'agent' ? work.actor.id : null
    const assigneeId = input.assigneeId ?? own
    requireOwn(work, assigneeId)
    await requireThings(work, { ...input, assigneeId })
    const id = work.newId()
    const status = input.status === 'active' && !assigneeId ? 'paused' : input.status
    await work.db.routine.create({
      data: {
        ...input,
        ...{ id, companyId: work.companyId, status, assigneeId },
        ...{ projectId: input.projectId ?? null, goalId: input.goalId ?? null, parentId: input.parentId ?? null },
        variables: withNamesIn(input.variables, [input.title, input.description]),
        ...{ createdByKind: work.actor.kind, createdById: creatorId(work.actor, work.companyId) },
        ...{ createdAt: work.now, updatedAt: work.now },
      },
    })
    const details = { title: input.title, status, assigneeId }
    work.record({ action: 'routine.created', subject: { kind: 'routine', id }, details })
    work.announce({ name: 'routine/created', data: { routineId: id } })
    return getRoutine.within(work, { routineId: id })
  },
})

/** Parts of the product have no id of their own: theirs is the company's. */
function creatorId(actor: { kind: string; id: string }, companyId: string): string {
  return actor.kind === 'system' ? companyId : actor.id
}
