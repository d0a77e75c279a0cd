import { defineCommand } from '@/platform/command'
import { getRoutine } from '../queries/get-routine'
import { withNamesIn } from '../rules/variables'
import { RoutineView, UpdateRoutine } from '../schema'
import { lockRoutine, requireOwn } from '../store'
import { requireThings } from '../things'

/**
 * Changes a routine; pauses it, archives it or takes it up again. Who takes the assignee away pauses it.
 * @throws Refusal not_found; forbidden for an agent that would change another's routine, or hand its own to others
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
