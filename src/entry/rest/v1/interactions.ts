import { z } from 'zod'
import {
  Answers,
  acceptInteraction,
  answerInteraction,
  CreateInteraction,
  createInteraction,
  getInteraction,
  INTERACTION_KINDS,
  InteractionStatus,
  type InteractionView,
  listInteractions,
  rejectInteraction,
  withdrawInteraction,
} from '@/features/tasks'
import { parseId, publicId } from '@/platform/ids'
import { invalidBody } from '../problem'
import { cut, Instant, NextCursor, pageOf, shownId } from './fields'
import { route } from './route'
import { camelKeys, snakeKeys } from './task-parts'

const Bag = z.record(z.string(), z.unknown())
const Continuation = z.enum(['none', 'wake_assignee', 'wake_assignee_on_accept'])

const Interaction = z
  .object({
    id: shownId('interaction'),
    task_id: shownId('task'),
    kind: z.enum(INTERACTION_KINDS),
    status: InteractionStatus,
    title: z.string().nullable(),
    summary: z.string().nullable(),
    payload: Bag,
    result: Bag.nullable(),
    continuation: Continuation,
    created_by: z.object({ kind: z.string(), id: z.string() }),
    created_at: Instant,
    resolved_at: Instant.nullable(),
  })
  .meta({ id: 'Interaction' })
const InteractionAnswer = Interaction.extend({ interaction: Interaction }).meta({ id: 'InteractionAnswer' })

type Bag = z.output<typeof Bag>

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The lists inside a payload, each entry with its keys and ids as another side spells them. */
function entries(payload: Bag, spell: (entry: Bag) => Bag): Bag {
  const each = (value: unknown) =>
    Array.isArray(value) ? value.map((entry) => (isBag(entry) ? spell(entry) : entry)) : value
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, each(value)]))
}

/** An agent is `assigned_to` by its public id here. What is no id stays as it came, to be refused by name. */
function read({ assigned_to: who, ...entry }: Bag): Bag {
  const assignee =
    typeof who === 'string' ? { assigneeId: parseId('agent', who) ?? who } : who === null ? { assigneeId: null } : {}
  return { ...camelKeys(entry), ...assignee }
}

function shown({ assigneeId, ...entry }: Bag): Bag {
  const who = typeof assigneeId === 'string' ? { assigned_to: publicId('agent', assigneeId) } : {}
  return { ...snakeKeys(entry), ...who }
}

function resultAnswer({ taskIds, ...result }: Bag): Bag {
  return Array.isArray(taskIds) ? { ...result, task_ids: taskIds.map((id) => publicId('task', String(id))) } : result
}

function interactionAnswer(view: InteractionView): z.output<typeof Interaction> {
  const { kind, status, title, summary, payload, result, continuation, createdByKind, createdById } = view
  return {
    ...{ id: publicId('interaction', view.id), task_id: publicId('task', view.taskId) },
    ...{ kind, status, title, summary, continuation },
    payload: entries(payload, shown),
    result: result && resultAnswer(result),
    created_by: { kind: createdByKind, id: createdByKind === 'agent' ? publicId('agent', createdById) : createdById },
    created_at: view.createdAt,
    resolved_at: view.resolvedAt,
  }
}

function hybrid(view: InteractionView): z.output<typeof InteractionAnswer> {
  const interaction = interactionAnswer(view)
  return { ...interaction, interaction }
}

const ANSWERS = {
  accept: 'Say yes to a confirmation, or make the tasks that are suggested',
  reject: 'Say no',
  answer: 'Answer questions',
  withdraw: 'Take a question back',
} as const

export const interactions = [
  route({
    method: 'post',
    path: '/tasks/{task_id}/interactions',
    name: 'createInteraction',
    tag: 'Tasks',
    summary: 'Suggest tasks, ask questions, or request a confirmation',
    body: z.object({
      kind: z.enum(INTERACTION_KINDS),
      payload: Bag.meta({
        example: { prompt: 'Shall I publish it?' },
        description:
          'suggest_tasks: tasks [{client_key, parent_client_key, title, assigned_to}]. ask_user_questions: questions [{id, prompt, options, is_multiple}]. request_confirmation: prompt, details, target.',
      }),
      title: z.string().nullish(),
      summary: z.string().nullish(),
      continuation: Continuation.optional(),
      request_key: z
        .string()
        .optional()
        .meta({ description: 'The same key on the same task names the same question.' }),
    }),
    status: 201,
    answer: InteractionAnswer,
    refusals: ['illegal_transition', 'broken_rule'],
    run: async ({ caller, id, body, options }) => {
      const { request_key: requestKey, ...rest } = body
      const wish = CreateInteraction.safeParse({
        ...{ ...rest, payload: entries(rest.payload, read), taskId: id, requestKey },
      })
      if (!wish.success) throw invalidBody(wish.error)
      return hybrid(await createInteraction(caller, wish.data, options))
    },
  }),
  route({
    method: 'get',
    path: '/tasks/{task_id}/interactions',
    name: 'listInteractions',
    tag: 'Tasks',
    summary: 'List the structured questions of a task, newest first',
    query: pageOf('interaction', 50, 200).extend({ status: InteractionStatus.optional() }),
    answer: z.object({ interactions: z.array(Interaction), next_cursor: NextCursor }),
    run: async ({ caller, id, query: { limit, cursor: before, status } }) => {
      const rows = await listInteractions(caller, { taskId: id, status, before, limit: limit + 1 })
      const [page, next_cursor] = cut(rows, limit, 'interaction')
      return { interactions: page.map(interactionAnswer), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/interactions/{interaction_id}',
    name: 'getInteraction',
    tag: 'Tasks',
    summary: 'Read a structured question and its answer',
    answer: InteractionAnswer,
    run: async ({ caller, id }) => hybrid(await getInteraction(caller, { interactionId: id })),
  }),
  ...(Object.keys(ANSWERS) as (keyof typeof ANSWERS)[]).map((verb) =>
    route({
      method: 'post',
      path: `/interactions/{interaction_id}/${verb}`,
      name: `${verb}Interaction`,
      tag: 'Tasks',
      summary: ANSWERS[verb],
      body: z.object({
        selected: z.array(z.int().min(0)).min(1).optional(),
        note: z.string().optional(),
        answers: Answers.optional(),
      }),
      answer: InteractionAnswer,
      refusals: ['illegal_transition', 'broken_rule'],
      run: async ({ caller, id: interactionId, body, options }) => {
        const { selected, note, answers = {} } = body
        if (verb === 'accept')
          return hybrid(await acceptInteraction(caller, { interactionId, selected, note }, options))
        if (verb === 'reject') return hybrid(await rejectInteraction(caller, { interactionId, note }, options))
        if (verb === 'answer') return hybrid(await answerInteraction(caller, { interactionId, answers }, options))
        return hybrid(await withdrawInteraction(caller, { interactionId }, options))
      },
    }),
  ),
]
