import type { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { getRoutine } from '../queries/get-routine'
import { withNamesIn } from '../rules/variables'
import { type RoutineStatus, RoutineView, UpdateRoutine } from '../schema'
import { type Locked, lockRoutine, requireOwn } from '../store'
import { requireThings } from '../things'

/**
 * Changes a routine; pauses it, archives it or takes it up again. Who takes the assignee away pauses it.
 * @throws Refusal not_found; forbidden for an agent that would change another's routine, hand its own to others, or
 * take up again what people made
 */
export const updateRoutine = defineCommand({
  name: 'updateRoutine',
  grant: 'task:write',
  input: UpdateRoutine,
  output: RoutineView,
  records: ['routine.updated'],
  announces: ['routine/updated'],
  async run(work, { routineId, ...change }) {
    const before = await lockRoutine(work, routineId)
    const assigneeId = change.assigneeId === undefined ? before.assigneeId : change.assigneeId
    requireOwn(work, before.assigneeId)
    requireOwn(work, assigneeId)
    requireMayTakeUp(work, before, change.status)
    // who keeps an agent that has left since need not name another one to change something else
    await requireThings(work, change)
    const asked = change.status ?? before.status
    const status = asked === 'active' && !assigneeId ? 'paused' : asked
    const texts = [change.title ?? before.title, change.description ?? before.description]
    await work.db.routine.updateMany({
      where: { id: routineId },
      data: {
        ...change,
        ...{ status, updatedAt: work.now },
        variables: withNamesIn(change.variables ?? before.variables, texts),
      },
    })
    const details = { ...change, ...(status === before.status ? {} : { status }) }
    work.record({ action: 'routine.updated', subject: { kind: 'routine', id: routineId }, details })
    work.announce({ name: 'routine/updated', data: { routineId } })
    return getRoutine.within(work, { routineId })
  },
})

/** A routine of people's that does not fire was stopped by them, or is not begun yet. */
function requireMayTakeUp(work: Work, before: Locked, status: z.output<typeof RoutineStatus> | undefined): void {
  if (work.actor.kind !== 'agent' || before.createdByKind !== 'person') return
  if (status !== 'active' || before.status === 'active') return
  throw new Refusal('forbidden', `The routine is ${before.status}. It was made by people, who take it up again.`)
}
