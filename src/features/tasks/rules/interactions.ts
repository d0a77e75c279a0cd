import { z } from 'zod'
import { Priority } from './vocabulary'

export const INTERACTION_KINDS = ['suggest_tasks', 'ask_user_questions', 'request_confirmation'] as const
export const InteractionStatus = z.enum(['pending', 'accepted', 'rejected', 'answered', 'cancelled', 'expired'])
export const Continuation = z.enum(['none', 'wake_assignee', 'wake_assignee_on_accept'])

const Line = z.string().trim().min(1, 'must not be empty').max(300)
const Text = z.string().max(20_000)
const Word = z.string().trim().min(1).max(60)

const Suggested = z.object({
  /** What other suggestions call this one. */
  clientKey: Word.optional(),
  /** The suggestion that it stands below; absent: the task of the thread. */
  parentClientKey: Word.optional(),
  title: Line,
  description: Text.default(''),
  priority: Priority.optional(),
  assigneeId: z.uuid().nullish(),
})
export type Suggested = z.output<typeof Suggested>

const SuggestTasks = z.object({
  tasks: z
    .array(Suggested)
    .min(1, 'must suggest at least one task')
    .max(50)
    .refine(isInOrder, 'must name a parent that comes before, and each clientKey once'),
})

const Question = z.object({
  id: Word,
  prompt: Line,
  /** Absent: any text is an answer. */
  options: z.array(Line).min(1).max(20).optional(),
  isMultiple: z.boolean().default(false),
  isRequired: z.boolean().default(true),
})
export type Question = z.output<typeof Question>

const AskUserQuestions = z.object({
  questions: z
    .array(Question)
    .min(1)
    .max(20)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'must have ids of their own'),
})

const RequestConfirmation = z.object({ prompt: Line, details: Text.optional(), target: z.json().optional() })

const FRAME = { title: Line.max(240).nullish(), summary: z.string().max(1000).nullish() }
const Wish = {
  taskId: z.uuid(),
  ...FRAME,
  continuation: Continuation.default('wake_assignee'),
  /** The same key on the same task names the same interaction. */
  requestKey: z.string().min(1).max(255).optional(),
}

export const CreateInteraction = z.discriminatedUnion('kind', [
  z.object({ ...Wish, kind: z.literal('suggest_tasks'), payload: SuggestTasks }),
  z.object({ ...Wish, kind: z.literal('ask_user_questions'), payload: AskUserQuestions }),
  z.object({ ...Wish, kind: z.literal('request_confirmation'), payload: RequestConfirmation }),
])
export type CreateInteraction = z.output<typeof CreateInteraction>

/** Answers by the id of the question: text, or several of the options. */
export const Answers = z.record(Word, z.union([z.string().max(20_000), z.array(z.string().max(300)).max(20)]))
export type Answers = z.output<typeof Answers>

export const InteractionView = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  taskId: z.uuid(),
  kind: z.enum(INTERACTION_KINDS),
  status: InteractionStatus,
  title: z.string().nullable(),
  summary: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
  /** What was answered: {answers}, {taskIds, selected}, {note}. */
  result: z.record(z.string(), z.unknown()).nullable(),
  continuation: Continuation,
  createdByKind: z.string(),
  createdById: z.uuid(),
  resolvedByKind: z.string().nullable(),
  resolvedById: z.uuid().nullable(),
  createdAt: z.string(),
  resolvedAt: z.string().nullable(),
})
export type InteractionView = z.output<typeof InteractionView>

/** What is wrong with answers, one sentence; null when every question that needs one is answered from its options. */
export function problemOfAnswers(questions: readonly Question[], answers: Answers): string | null {
  const unknown = Object.keys(answers).find((id) => !questions.some((question) => question.id === id))
  if (unknown) return `There is no question ${unknown}.`
  for (const question of questions) {
    const problem = problemOfAnswer(question, answers[question.id])
    if (problem) return problem
  }
  return null
}

function problemOfAnswer(question: Question, answer: string | string[] | undefined): string | null {
  const chosen = (Array.isArray(answer) ? answer : [answer ?? '']).filter((each) => each.trim() !== '')
  if (chosen.length === 0) return question.isRequired ? `${question.prompt}: needs an answer.` : null
  if (chosen.length > 1 && !question.isMultiple) return `${question.prompt}: takes one answer.`
  const { options } = question
  const strange = options && chosen.find((each) => !options.includes(each))
  return strange ? `${question.prompt}: takes one of ${options.join(', ')}, not ${strange}.` : null
}

function isInOrder(tasks: readonly Suggested[]): boolean {
  const known = new Set<string>()
  return tasks.every(({ clientKey, parentClientKey }) => {
    if (parentClientKey && !known.has(parentClientKey)) return false
    if (clientKey && known.has(clientKey)) return false
    if (clientKey) known.add(clientKey)
    return true
  })
}
