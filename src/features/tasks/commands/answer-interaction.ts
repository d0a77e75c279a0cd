import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { findInteraction, lockPending, resolve } from '../interactions'
import { Answers, InteractionView, problemOfAnswers, type Question } from '../rules/interactions'

/** Answers questions. @throws Refusal invalid_input for an answer that is missing or none of the options */
export const answerInteraction = defineCommand({
  name: 'answerInteraction',
  grant: 'task:write',
  about: ({ interactionId }) => [['interaction', interactionId]],
  input: z.object({ interactionId: z.uuid(), answers: Answers }),
  output: InteractionView,
  records: ['interaction.answered'],
  announces: ['interaction/resolved'],
  async run(work, { interactionId, answers }) {
    const { interaction, task } = await lockPending(work, interactionId, ['ask_user_questions'])
    const problem = problemOfAnswers(interaction.payload.questions as Question[], answers)
    if (problem) throw new Refusal('invalid_input', problem, { fields: [{ field: 'answers', problem }] })
    await resolve(work, interaction, task, { status: 'answered', result: { answers } })
    const subject = { kind: 'interaction', id: interactionId }
    work.record({ action: 'interaction.answered', subject, details: { taskId: task.id } })
    return findInteraction(work, interactionId)
  },
})
