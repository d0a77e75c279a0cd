import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { findInteraction, requirePending, resolve } from '../interactions'
import { InteractionView } from '../rules/interactions'
import { lockTask } from '../store'

/** Takes a question back: who asked it, or a person. @throws Refusal illegal_transition when it is decided already */
export const withdrawInteraction = defineCommand({
  name: 'withdrawInteraction',
  grant: 'message:write',
  about: ({ interactionId }) => [['interaction', interactionId]],
  input: z.object({ interactionId: z.uuid() }),
  output: InteractionView,
  records: ['interaction.withdrawn'],
  announces: ['interaction/resolved'],
  async run(work, { interactionId }) {
    const { taskId } = await findInteraction(work, interactionId)
    const task = await lockTask(work, taskId)
    const interaction = await findInteraction(work, interactionId)
    requirePending(interaction)
    if (work.actor.kind === 'agent' && interaction.createdById !== work.actor.id) {
      throw new Refusal('forbidden', 'An agent takes back its own questions only.')
    }
    await resolve(work, { ...interaction, continuation: 'none' }, task, { status: 'cancelled', result: null })
    const subject = { kind: 'interaction', id: interactionId }
    work.record({ action: 'interaction.withdrawn', subject, details: { taskId } })
    return findInteraction(work, interactionId)
  },
})
