import type { InteractionView, Question, Suggested } from '../rules/interactions'

/** The tasks that are suggested; none for another kind of interaction. */
export function suggestedOf(interaction: InteractionView): Suggested[] {
  return interaction.kind === 'suggest_tasks' ? (interaction.payload.tasks as Suggested[]) : []
}

/** The questions; none for another kind of interaction. */
export function questionsOf(interaction: InteractionView): Question[] {
  return interaction.kind === 'ask_user_questions' ? (interaction.payload.questions as Question[]) : []
}

/** The name of who asked. @param nameOf names of agents and people by their ids */
export function whoAsked(interaction: InteractionView, nameOf: (id: string) => string): string {
  return interaction.createdByKind === 'system' ? 'Paperclip' : nameOf(interaction.createdById)
}

/** What is wanted, as "Ada suggests 3 tasks". */
export function askedText(interaction: InteractionView, asker: string): string {
  switch (interaction.kind) {
    case 'suggest_tasks':
      return `${asker} suggests ${counted(suggestedOf(interaction).length, 'task')}`
    case 'ask_user_questions':
      return `${asker} asks ${counted(questionsOf(interaction).length, 'question')}`
    case 'request_confirmation':
      return `${asker} asks for a yes or no`
  }
}

/** How it ended, as "Kim created 2 of the 3 tasks that Ada suggested". */
export function endedText(interaction: InteractionView, asker: string, who: string): string {
  const suggested = suggestedOf(interaction).length
  const what = {
    suggest_tasks: `${theCounted(suggested, 'task')} that ${asker} suggested`,
    ask_user_questions: `${theCounted(questionsOf(interaction).length, 'question')} of ${asker}`,
    request_confirmation: `what ${asker} asked to confirm`,
  }[interaction.kind]
  const made = takenOf(interaction).length
  switch (interaction.status) {
    case 'accepted':
      if (interaction.kind === 'request_confirmation') return `${who} said yes to ${what}`
      return made === suggested ? `${who} created ${what}` : `${who} created ${made} of ${what}`
    case 'answered':
      return `${who} answered ${what}`
    case 'rejected':
      return interaction.kind === 'ask_user_questions' ? `${who} declined ${what}` : `${who} said no to ${what}`
    case 'expired':
      return `Nobody decided in time on ${what}`
    default:
      return who === asker ? `${who} took it back` : `${who} dismissed ${what}`
  }
}

/** Positions of the suggestions that became tasks. */
export function takenOf(interaction: InteractionView): number[] {
  return (interaction.result?.selected as number[] | undefined) ?? []
}

/** "the task", "the 3 tasks" */
function theCounted(count: number, noun: string): string {
  return count === 1 ? `the ${noun}` : `the ${counted(count, noun)}`
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`
}
