import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { findInteraction, lockPending, resolve } from '../interactions'
import { INTERACTION_KINDS, InteractionView } from '../rules/interactions'

/** Says no, with a reason if there is one. @throws Refusal illegal_transition when it is decided already */
export const rejectInteraction = defineCommand({
  name: 'rejectInteraction',
  grant: 'task:write',
  about: ({ interactionId }) => [['interaction', interactionId]],
  input: z.object({ interactionId: z.uuid(), note: z.string().trim().max(2000).default('') }),
  output: InteractionView,
  records: ['interaction.rejected'],
  announces: ['interaction/resolved'],
  async run(work, { interactionId, note }) {
    const { interaction, task } = await lockPending(work, interactionId, INTERACTION_KINDS)
    await resolve(work, interaction, task, { status: 'rejected', result: note ? { note } : null })
    const subject = { kind: 'interaction', id: interactionId }
    work.record({ action: 'interaction.rejected', subject, details: { taskId: task.id, note } })
    return findInteraction(work, interactionId)
  },
})
