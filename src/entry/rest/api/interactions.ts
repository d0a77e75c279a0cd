import { z } from 'zod'
import {
  acceptInteraction,
  answerInteraction,
  CreateInteraction,
  createInteraction,
  getInteraction,
  InteractionView,
  listInteractions,
  rejectInteraction,
  withdrawInteraction,
} from '@/features/tasks'
import type { Caller } from '@/platform/command'
import { invalidInput, notFound, Refusal } from '@/platform/errors'
import { Bag, Id, IdOrNull, Instant, InstantOrNull, orNull, Text } from './fields'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const { kind: Kind, status: Status, continuation: Continuation } = InteractionView.shape

const Interaction = z
  .object({
    id: Id,
    companyId: Id,
    issueId: Id,
    kind: Kind,
    status: Status,
    title: Text,
    summary: Text,
    payload: Bag,
    result: orNull(Bag).meta({ description: '{answers}, {issueIds} of what was created, {note}.' }),
    continuationPolicy: Continuation,
    createdByAgentId: IdOrNull,
    createdByUserId: IdOrNull,
    resolvedByAgentId: IdOrNull,
    resolvedByUserId: IdOrNull,
    createdAt: Instant,
    resolvedAt: InstantOrNull,
  })
  .meta({ id: 'Interaction' })

const idIf = (wanted: string, kind: string | null, id: string | null) => (kind === wanted ? id : null)

/** The same thing with one field called otherwise. */
function renamed(thing: unknown, from: string, to: string): unknown {
  if (typeof thing !== 'object' || thing === null || !(from in thing)) return thing
  return Object.fromEntries(Object.entries(thing).map(([name, value]) => [name === from ? to : name, value]))
}

/** A payload with another word for the assignees of suggested issues. */
function payloadWith(payload: Record<string, unknown>, from: string, to: string): Record<string, unknown> {
  const { tasks } = payload
  return Array.isArray(tasks) ? { ...payload, tasks: tasks.map((each) => renamed(each, from, to)) } : payload
}

function interactionAnswer(view: InteractionView): z.output<typeof Interaction> {
  return {
    id: view.id,
    companyId: view.companyId,
    issueId: view.taskId,
    kind: view.kind,
    status: view.status,
    title: view.title,
    summary: view.summary,
    payload: payloadWith(view.payload, 'assigneeId', 'assigneeAgentId'),
    result: renamed(view.result, 'taskIds', 'issueIds') as Record<string, unknown> | null,
    continuationPolicy: view.continuation,
    createdByAgentId: idIf('agent', view.createdByKind, view.createdById),
    createdByUserId: idIf('person', view.createdByKind, view.createdById),
    resolvedByAgentId: idIf('agent', view.resolvedByKind, view.resolvedById),
    resolvedByUserId: idIf('person', view.resolvedByKind, view.resolvedById),
    createdAt: view.createdAt,
    resolvedAt: view.resolvedAt,
  }
}

/** @throws Refusal not_found for one that is on another issue */
async function requireOn(caller: Caller, taskId: string, interactionId: string): Promise<InteractionView> {
  const interaction = await getInteraction(caller, { interactionId })
  if (interaction.taskId !== taskId) throw notFound('interaction')
  return interaction
}

/** Positions of the suggestions with these keys. */
function positionsOf({ payload }: InteractionView, keys: string[] | undefined): number[] | undefined {
  if (!keys) return undefined
  const tasks = Array.isArray(payload.tasks) ? (payload.tasks as { clientKey?: string }[]) : []
  return keys.map((key) => {
    const at = tasks.findIndex((each) => each.clientKey === key)
    if (at >= 0) return at
    const fields = [{ field: 'selectedClientKeys', problem: `has ${key}, which no suggestion is called` }]
    throw new Refusal('invalid_input', 'selectedClientKeys: names no suggestion.', { fields })
  })
}

/** What was decided already, or is over, is a conflict. */
const DECIDING = {
  tag: 'Interactions',
  answer: Interaction,
  refusals: ['illegal_transition', 'broken_rule'],
  statuses: { illegal_transition: 409 },
} as const

const Reason = z.string().max(2000).nullish()

export const interactions = [
  route({
    method: 'get',
    path: '/issues/{id}/interactions',
    name: 'listInteractions',
    tag: 'Interactions',
    summary: 'List the structured questions of an issue, newest first',
    query: pageOf('interaction').extend({ status: Status.optional() }),
    answer: z.array(Interaction),
    run: async ({ caller, id, query: { cursor, limit, status }, ...asked }) => {
      const rows = await listInteractions(caller, { taskId: id, status, before: cursor, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map(interactionAnswer)
    },
  }),
  route({
    ...DECIDING,
    method: 'post',
    path: '/issues/{id}/interactions',
    name: 'createInteraction',
    summary: 'Suggest issues, ask questions, or ask for a confirmation',
    body: z.object({
      kind: Kind,
      payload: Bag.meta({
        description: 'suggest_tasks: tasks. ask_user_questions: questions. request_confirmation: prompt.',
      }),
      title: z.string().max(240).nullish(),
      summary: z.string().max(1000).nullish(),
      continuationPolicy: Continuation.optional(),
      idempotencyKey: z.string().min(1).max(255).optional(),
    }),
    status: 201,
    run: async ({ caller, id, body, options }) => {
      const { continuationPolicy: continuation, idempotencyKey: requestKey, ...rest } = body
      const payload = payloadWith(body.payload, 'assigneeAgentId', 'assigneeId')
      const asked = CreateInteraction.safeParse({ ...rest, payload, continuation, requestKey, taskId: id })
      if (!asked.success) throw invalidInput(asked.error)
      return interactionAnswer(await createInteraction(caller, asked.data, options))
    },
  }),
  route({
    ...DECIDING,
    method: 'post',
    path: '/issues/{id}/interactions/{interactionId}/accept',
    name: 'acceptInteraction',
    summary: 'Say yes: suggested issues are created in the same moment',
    body: z.object({ selectedClientKeys: z.array(z.string()).min(1).optional(), note: Reason }),
    run: async ({ caller, id, params: { interactionId }, body, options }) => {
      const selected = positionsOf(await requireOn(caller, id, interactionId), body.selectedClientKeys)
      const input = { interactionId, selected, note: body.note ?? undefined }
      return interactionAnswer(await acceptInteraction(caller, input, options))
    },
  }),
  route({
    ...DECIDING,
    method: 'post',
    path: '/issues/{id}/interactions/{interactionId}/reject',
    name: 'rejectInteraction',
    summary: 'Say no',
    body: z.object({ reason: Reason }),
    run: async ({ caller, id, params: { interactionId }, body, options }) => {
      await requireOn(caller, id, interactionId)
      const input = { interactionId, note: body.reason ?? undefined }
      return interactionAnswer(await rejectInteraction(caller, input, options))
    },
  }),
  route({
    ...DECIDING,
    method: 'post',
    path: '/issues/{id}/interactions/{interactionId}/respond',
    name: 'answerInteraction',
    summary: 'Answer questions',
    body: z.object({
      answers: answerInteraction.spec.input.shape.answers.meta({
        description: 'By the id of the question: text, or several of the options.',
      }),
    }),
    run: async ({ caller, id, params: { interactionId }, body, options }) => {
      await requireOn(caller, id, interactionId)
      return interactionAnswer(await answerInteraction(caller, { interactionId, answers: body.answers }, options))
    },
  }),
  route({
    ...DECIDING,
    method: 'post',
    path: '/issues/{id}/interactions/{interactionId}/withdraw',
    name: 'withdrawInteraction',
    summary: 'Take a question back',
    run: async ({ caller, id, params: { interactionId }, options }) => {
      await requireOn(caller, id, interactionId)
      return interactionAnswer(await withdrawInteraction(caller, { interactionId }, options))
    },
  }),
]
