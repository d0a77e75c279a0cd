import { z } from 'zod'
import {
  AddTrigger,
  addTrigger,
  CreateRoutine,
  createRoutine,
  getRoutine,
  listRoutineRuns,
  listRoutines,
  RoutineStatus,
  RunRoutine,
  removeTrigger,
  rotateTriggerSecret,
  runRoutine,
  type TriggerView,
  UpdateTrigger,
  updateRoutine,
  updateTrigger,
} from '@/features/routines'
import { invalidInput } from '@/platform/errors'
import { webhookUrl } from '../webhook-url'
import { Id, idOf, idOrNull } from './fields'
import { byId, cut, pageOf } from './page'
import { route } from './route'
import { Routine, RoutineRun, routineAnswer, runAnswer, TriggerWithSecret, triggerAnswer } from './routine-answers'

const { title: Title, concurrency: Concurrency, catchUp: CatchUp, priority: Priority, variables } = CreateRoutine.shape
const SETTINGS = {
  description: z.string().max(50_000).nullish(),
  assigneeAgentId: idOrNull('agent'),
  projectId: idOrNull('project'),
  goalId: idOrNull('goal'),
  parentIssueId: idOrNull('task'),
  priority: Priority.unwrap().optional(),
  status: RoutineStatus.optional().meta({ description: 'Active without an assignee is paused.' }),
  concurrencyPolicy: Concurrency.unwrap().optional(),
  catchUpPolicy: CatchUp.unwrap().optional(),
  variables: variables.unwrap().optional(),
}
const NewRoutine = z.object({ title: Title, ...SETTINGS })
const RoutineChange = z.object({ title: Title.optional(), ...SETTINGS })

function settingsOf(body: z.output<typeof RoutineChange>) {
  const { description, assigneeAgentId, parentIssueId, concurrencyPolicy, catchUpPolicy, title, ...same } = body
  return {
    ...same,
    description: description === null ? '' : description,
    assigneeId: assigneeAgentId,
    parentId: parentIssueId,
    concurrency: concurrencyPolicy,
    catchUp: catchUpPolicy,
  }
}

const Trigger = {
  label: UpdateTrigger.shape.label,
  enabled: z.boolean().optional(),
  cronExpression: UpdateTrigger.shape.cron.meta({ description: 'Five fields.', example: '0 9 * * 1-5' }),
  timezone: UpdateTrigger.shape.timeZone.meta({ description: 'IANA name. Default: UTC.', example: 'Europe/Lisbon' }),
  signingMode: UpdateTrigger.shape.signing,
  replayWindowSec: UpdateTrigger.shape.replayWindowSeconds,
}
const NewTrigger = z.object({ kind: z.enum(['schedule', 'webhook', 'api']), ...Trigger })
const TriggerChange = z.object(Trigger)

function triggerOf(body: z.output<typeof TriggerChange>) {
  const { label, enabled, cronExpression, timezone, signingMode, replayWindowSec } = body
  return {
    ...{ label, isEnabled: enabled, cron: cronExpression, timeZone: timezone },
    ...{ signing: signingMode, replayWindowSeconds: replayWindowSec },
  }
}

/** What a trigger of this kind takes. @throws Refusal invalid_input for a field that it needs */
function newTriggerOf(routineId: string, { kind, ...body }: z.output<typeof NewTrigger>) {
  const fields = { ...triggerOf(body), timeZone: body.timezone ?? 'UTC' }
  const parsed = AddTrigger.safeParse({ routineId, kind, ...fields })
  if (!parsed.success) throw invalidInput(parsed.error)
  return parsed.data
}

function withSecret(request: Request, { trigger, secret }: { trigger: TriggerView; secret: string | null }) {
  return {
    ...triggerAnswer(trigger),
    webhookUrl: webhookUrl(request, trigger.publicId),
    webhookSecret: secret,
  }
}

const SHOWN_ONCE = '`webhookSecret` is in this answer and nowhere else, so an Idempotency-Key has no effect here.'

export const routines = [
  route({
    method: 'get',
    path: '/companies/{companyId}/routines',
    name: 'listRoutines',
    tag: 'Routines',
    summary: 'List routines; archived ones only where they are asked for',
    query: pageOf('routine').extend({ status: RoutineStatus.optional(), assigneeAgentId: idOf('agent').optional() }),
    answer: z.array(Routine),
    run: async ({ caller, query: { status, assigneeAgentId: assigneeId, limit, cursor: after }, ...asked }) => {
      const rows = await listRoutines(caller, { status, assigneeId, after, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map(routineAnswer)
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/routines',
    name: 'createRoutine',
    tag: 'Routines',
    summary: 'Add work that comes again',
    description:
      'An agent adds routines for itself only. What the texts name as `{{name}}` becomes a required variable.',
    body: NewRoutine,
    status: 201,
    answer: Routine,
    refusals: ['broken_rule'],
    run: async ({ caller, body, options }) =>
      routineAnswer(await createRoutine(caller, { ...settingsOf(body), title: body.title }, options)),
  }),
  route({
    method: 'get',
    path: '/routines/{id}',
    name: 'getRoutine',
    tag: 'Routines',
    summary: 'Read a routine with its triggers and last run',
    answer: Routine,
    run: async ({ caller, id }) => routineAnswer(await getRoutine(caller, { routineId: id })),
  }),
  route({
    method: 'patch',
    path: '/routines/{id}',
    name: 'updateRoutine',
    tag: 'Routines',
    summary: 'Change, pause, archive or take up a routine',
    body: RoutineChange,
    answer: Routine,
    refusals: ['broken_rule'],
    run: async ({ caller, id, body, options }) =>
      routineAnswer(await updateRoutine(caller, { ...settingsOf(body), title: body.title, routineId: id }, options)),
  }),
  route({
    method: 'post',
    path: '/routines/{id}/run',
    name: 'runRoutine',
    tag: 'Routines',
    summary: 'Fire a routine now',
    description: 'It may still be coalesced or skipped: the answer says what became of it.',
    body: z.object({
      source: RunRoutine.shape.source.unwrap().optional(),
      triggerId: idOrNull('trigger'),
      payload: RunRoutine.shape.payload,
      variables: RunRoutine.shape.variables.unwrap().nullish(),
      projectId: idOrNull('project'),
      assigneeAgentId: idOrNull('agent'),
      idempotencyKey: z.string().min(1).max(200).nullish().meta({ description: 'In place of the header.' }),
    }),
    status: 202,
    answer: RoutineRun,
    refusals: ['broken_rule', 'already_exists'],
    run: async ({ caller, id, body, options }) => {
      const { assigneeAgentId: assigneeId, idempotencyKey, variables: given, ...same } = body
      const input = { ...same, variables: given ?? undefined, assigneeId, routineId: id }
      const key = idempotencyKey ?? options.idempotencyKey
      return runAnswer(caller.companyId, await runRoutine(caller, input, { idempotencyKey: key }))
    },
  }),
  route({
    method: 'get',
    path: '/routines/{id}/runs',
    name: 'listRoutineRuns',
    tag: 'Routines',
    summary: 'List every firing of a routine, newest first',
    query: pageOf('routineRun', 50, 200),
    answer: z.array(RoutineRun),
    run: async ({ caller, id, query: { limit, cursor: before }, ...asked }) => {
      const rows = await listRoutineRuns(caller, { routineId: id, before, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map((row) => runAnswer(caller.companyId, row))
    },
  }),
  route({
    method: 'post',
    path: '/routines/{id}/triggers',
    name: 'addTrigger',
    tag: 'Routines',
    summary: 'Give a routine something that fires it',
    description: SHOWN_ONCE,
    body: NewTrigger,
    status: 201,
    answer: TriggerWithSecret,
    refusals: ['broken_rule'],
    run: async ({ caller, id, body, request }) => withSecret(request, await addTrigger(caller, newTriggerOf(id, body))),
  }),
  route({
    method: 'patch',
    path: '/routine-triggers/{id}',
    name: 'updateTrigger',
    tag: 'Routines',
    summary: 'Change a trigger, or switch it off and on',
    description: `Another signing mode brings another secret. ${SHOWN_ONCE}`,
    body: TriggerChange,
    answer: TriggerWithSecret,
    refusals: ['broken_rule'],
    run: async ({ caller, id, body, request }) =>
      withSecret(request, await updateTrigger(caller, { ...triggerOf(body), triggerId: id })),
  }),
  route({
    method: 'delete',
    path: '/routine-triggers/{id}',
    name: 'removeTrigger',
    tag: 'Routines',
    summary: 'Take a trigger away',
    answer: z.object({ ok: z.literal(true), id: Id }),
    run: async ({ caller, id, options }) => ({
      ok: true,
      id: (await removeTrigger(caller, { triggerId: id }, options)).id,
    }),
  }),
  route({
    method: 'post',
    path: '/routine-triggers/{id}/rotate-secret',
    name: 'rotateTriggerSecret',
    tag: 'Routines',
    summary: 'Give a webhook another secret',
    description: SHOWN_ONCE,
    answer: TriggerWithSecret,
    refusals: ['broken_rule'],
    run: async ({ caller, id, request }) => withSecret(request, await rotateTriggerSecret(caller, { triggerId: id })),
  }),
]
