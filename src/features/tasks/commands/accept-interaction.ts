import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { findInteraction, lockPending, resolve } from '../interactions'
import { InteractionView, type Suggested } from '../rules/interactions'
import type { Locked } from '../store'
import { createTask } from './create-task'

/**
 * Says yes: to a confirmation, or to suggested tasks, which are then made below the task in the same moment.
 * @throws Refusal illegal_transition when it is decided already; whatever `createTask` refuses, and then nothing is made
 */
export const acceptInteraction = defineCommand({
  name: 'acceptInteraction',
  grant: 'task:write',
  about: ({ interactionId }) => [['interaction', interactionId]],
  input: z.object({
    interactionId: z.uuid(),
    /** Positions of the suggestions to take, from 0; absent: all. */
    selected: z.array(z.int().min(0).max(49)).min(1).optional(),
    note: z.string().trim().max(2000).default(''),
  }),
  output: InteractionView,
  records: ['interaction.accepted', ...createTask.spec.records],
  announces: ['interaction/resolved', ...createTask.spec.announces],
  async run(work, { interactionId, selected, note }) {
    const { interaction, task } = await lockPending(work, interactionId, ['suggest_tasks', 'request_confirmation'])
    const suggested = interaction.kind === 'suggest_tasks' ? (interaction.payload.tasks as Suggested[]) : []
    const beyond = selected?.find((at) => at >= suggested.length)
    if (beyond !== undefined) throw nothingAt(beyond)
    const taken = suggested.flatMap((each, at) => (!selected || selected.includes(at) ? [{ ...each, at }] : []))
    const taskIds = await makeTasks(work, task, taken)
    // the task at a place in `taskIds` is what the suggestion at the same place in `selected` became
    const result = { taskIds, selected: taken.map(({ at }) => at), ...(note && { note }) }
    await resolve(work, interaction, task, { status: 'accepted', result })
    const subject = { kind: 'interaction', id: interactionId }
    work.record({ action: 'interaction.accepted', subject, details: { taskId: task.id, taskIds, note } })
    return findInteraction(work, interactionId)
  },
})

function nothingAt(position: number): Refusal {
  const fields = [{ field: 'selected', problem: `has ${position}, where nothing is suggested` }]
  return new Refusal('invalid_input', `selected: there is no suggestion at position ${position}.`, { fields })
}

/** One whose parent was not taken stands below the task itself. */
async function makeTasks(work: Work, task: Locked, suggested: readonly Suggested[]): Promise<string[]> {
  const made = new Map<string, string>()
  const ids: string[] = []
  for (const { clientKey, parentClientKey, title, description, priority, assigneeId } of suggested) {
    const parentId = (parentClientKey && made.get(parentClientKey)) || task.id
    const wish = { title, description, priority, assigneeId, parentId, originKind: 'interaction' }
    const { id } = await createTask.within(work, wish)
    if (clientKey) made.set(clientKey, id)
    ids.push(id)
  }
  return ids
}
