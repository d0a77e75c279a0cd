import { z } from 'zod'
import {
  AddTrigger,
  addTrigger,
  CreateRoutine,
  createRoutine,
  getRoutine,
  listRoutineRuns,
  listRoutines,
  type RoutineRunView,
  RoutineStatus,
  type RoutineView,
  RunRoutine,
  removeTrigger,
  rotateTriggerSecret,
  runRoutine,
  type TriggerView,
  UpdateTrigger,
  updateRoutine,
  updateTrigger,
  Variable,
} from '@/features/routines'
import { invalidInput } from '@/platform/errors'
import { publicId } from '@/platform/ids'
import { webhookUrl } from '../webhook-url'
import { cut, deleted, Flag, idOf, idOrNull, NextCursor, pageOf } from './fields'
import { route } from './route'
import {
  Routine,
  RoutineAnswer,
  RoutineRun,
  RoutineRunAnswer,
  routineFields,
  runFields,
  TriggerAnswer,
  triggerFields,
} from './routine-answers'

const { name: VariableName, type: VariableType, required, options: Options } = Variable.shape
const Fields = z.object({
  description: z.string().optional(),
  assigned_to: idOrNull('agent'),
  project_id: idOrNull('project'),
  goal_id: idOrNull('goal'),
  parent_task_id: idOrNull('task'),
  priority: CreateRoutine.shape.priority.unwrap().optional(),
  status: RoutineStatus.optional().meta({ description: 'Active without assigned_to is paused.' }),
  concurrency: CreateRoutine.shape.concurrency.unwrap().optional(),
  catch_up: CreateRoutine.shape.catchUp.unwrap().optional(),
  variables: z
    .array(
      z.object({
        ...{ name: VariableName, type: VariableType, required, options: Options },
        label: z.string().nullish(),
        default_value: z.union([z.string(), z.number(), z.boolean()]).nullish(),
      }),
    )
    .optional(),
})
const { title: Title } = CreateRoutine.shape

function fieldsOf({ description, priority, status, concurrency, variables, ...body }: z.output<typeof Fields>) {
  return {
    ...{ description, priority, status, concurrency, catchUp: body.catch_up },
    ...{
      assigneeId: body.assigned_to,
      projectId: body.project_id,
      goalId: body.goal_id,
      parentId: body.parent_task_id,
    },
    variables: variables?.map(({ default_value: defaultValue, ...variable }) => ({ ...variable, defaultValue })),
  }
}

const TriggerFields = z.object({
  label: z.string().nullish(),
  is_enabled: z.boolean().optional(),
  cron: UpdateTrigger.shape.cron.meta({ description: 'Of a schedule: five fields.', example: '0 9 * * 1-5' }),
  time_zone: UpdateTrigger.shape.timeZone.meta({ description: "Default: the company's.", example: 'Europe/Lisbon' }),
  signing: UpdateTrigger.shape.signing.meta({ description: 'Of a webhook. Default: hmac_sha256.' }),
  replay_window_seconds: UpdateTrigger.shape.replayWindowSeconds,
})

function triggerOf({ label, cron, signing, ...body }: z.output<typeof TriggerFields>) {
  const { is_enabled: isEnabled, time_zone: timeZone, replay_window_seconds: replayWindowSeconds } = body
  return { label, cron, signing, isEnabled, timeZone, replayWindowSeconds }
}

const urlsAt = (request: Request) => (id: string | null) => webhookUrl(request, id)

function hybrid(request: Request, view: RoutineView): z.output<typeof RoutineAnswer> {
  const routine = routineFields(view, urlsAt(request))
  return { ...routine, routine }
}

function hybridRun(view: RoutineRunView): z.output<typeof RoutineRunAnswer> {
  const run = runFields(view)
  return { ...run, run }
}

function hybridTrigger(request: Request, made: { trigger: TriggerView; secret: string | null }) {
  const trigger = triggerFields(made.trigger, urlsAt(request))
  return { ...trigger, trigger, webhook_secret: made.secret }
}

const SHOWN_ONCE = '`webhook_secret` is in this answer and nowhere else, so an Idempotency-Key has no effect here.'

const SIGNING = `A delivery is a POST to \`webhook_url\`. \`bearer\`: the secret as \`Authorization: Bearer\`. \`hmac_sha256\`:
\`X-Paperclip-Signature: sha256=<hex>\` over \`<X-Paperclip-Timestamp>.<body>\`, the time in seconds. \`github_hmac\`: \`X-Hub-Signature-256\`
over the body. A signed delivery counts once.`

export const routines = [
  route({
    method: 'post',
    path: '/companies/{company_id}/routines',
    name: 'createRoutine',
    tag: 'Routines',
    summary: 'Add work that comes again',
    description:
      'An agent adds routines for itself only. What the texts name as `{{name}}` becomes a required variable.',
    body: Fields.extend({ title: Title }),
    status: 201,
    answer: RoutineAnswer,
    refusals: ['broken_rule'],
    run: async ({ caller, body, options, request }) =>
      hybrid(request, await createRoutine(caller, { ...fieldsOf(body), title: body.title }, options)),
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/routines',
    name: 'listRoutines',
    tag: 'Routines',
    summary: 'List routines with their triggers and last runs',
    query: pageOf('routine', 100, 200).extend({
      status: RoutineStatus.optional(),
      assigned_to: idOf('agent').optional(),
      include_archived: Flag,
    }),
    answer: z.object({ routines: z.array(Routine), next_cursor: NextCursor }),
    run: async ({ caller, query, request }) => {
      const { status, assigned_to: assigneeId, include_archived: includeArchived, limit, cursor: after } = query
      const found = await listRoutines(caller, { status, assigneeId, includeArchived, after, limit: limit + 1 })
      const [page, next_cursor] = cut(found, limit, 'routine')
      return { routines: page.map((view) => routineFields(view, urlsAt(request))), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/routines/{routine_id}',
    name: 'getRoutine',
    tag: 'Routines',
    summary: 'Read a routine',
    answer: RoutineAnswer,
    run: async ({ caller, id, request }) => hybrid(request, await getRoutine(caller, { routineId: id })),
  }),
  route({
    method: 'patch',
    path: '/routines/{routine_id}',
    name: 'updateRoutine',
    tag: 'Routines',
    summary: 'Change, pause, archive or take up a routine',
    body: Fields.extend({ title: Title.optional() }),
    answer: RoutineAnswer,
    refusals: ['broken_rule'],
    run: async ({ caller, id, body, options, request }) =>
      hybrid(request, await updateRoutine(caller, { ...fieldsOf(body), title: body.title, routineId: id }, options)),
  }),
  route({
    method: 'post',
    path: '/routines/{routine_id}/run',
    name: 'runRoutine',
    tag: 'Routines',
    summary: 'Fire a routine now',
    description: 'It may still be coalesced or skipped: the answer says what became of it.',
    body: z.object({
      source: RunRoutine.shape.source.unwrap().optional(),
      trigger_id: idOrNull('trigger'),
      payload: RunRoutine.shape.payload,
      variables: RunRoutine.shape.variables.unwrap().optional(),
      project_id: idOrNull('project'),
      assigned_to: idOrNull('agent'),
    }),
    status: 202,
    answer: RoutineRunAnswer,
    refusals: ['broken_rule', 'already_exists'],
    run: async ({ caller, id, body: { source, payload, variables, ...body }, options }) => {
      const { trigger_id: triggerId, project_id: projectId, assigned_to: assigneeId } = body
      const input = { source, payload, variables, triggerId, projectId, assigneeId, routineId: id }
      return hybridRun(await runRoutine(caller, input, options))
    },
  }),
  route({
    method: 'get',
    path: '/routines/{routine_id}/runs',
    name: 'listRoutineRuns',
    tag: 'Routines',
    summary: 'List every firing of a routine, newest first',
    query: pageOf('routineRun', 50, 200),
    answer: z.object({ runs: z.array(RoutineRun), next_cursor: NextCursor }),
    run: async ({ caller, id, query: { limit, cursor: before } }) => {
      const found = await listRoutineRuns(caller, { routineId: id, before, limit: limit + 1 })
      const [page, next_cursor] = cut(found, limit, 'routineRun')
      return { runs: page.map(runFields), next_cursor }
    },
  }),
  route({
    method: 'post',
    path: '/routines/{routine_id}/triggers',
    name: 'addTrigger',
    tag: 'Routines',
    summary: 'Give a routine something that fires it',
    description: `${SIGNING} ${SHOWN_ONCE}`,
    body: TriggerFields.extend({ kind: z.enum(['schedule', 'webhook', 'api']) }),
    status: 201,
    answer: TriggerAnswer,
    refusals: ['broken_rule'],
    run: async ({ caller, id, body: { kind, ...body }, request }) => {
      const wish = AddTrigger.safeParse({ routineId: id, kind, ...triggerOf(body) })
      if (!wish.success) throw invalidInput(wish.error)
      return hybridTrigger(request, await addTrigger(caller, wish.data))
    },
  }),
  route({
    method: 'patch',
    path: '/routine-triggers/{trigger_id}',
    name: 'updateTrigger',
    tag: 'Routines',
    summary: 'Change a trigger, or switch it off and on',
    description: `Another kind of signing brings another secret. ${SHOWN_ONCE}`,
    body: TriggerFields,
    answer: TriggerAnswer,
    refusals: ['broken_rule'],
    run: async ({ caller, id, body, request }) =>
      hybridTrigger(request, await updateTrigger(caller, { ...triggerOf(body), triggerId: id })),
  }),
  route({
    method: 'post',
    path: '/routine-triggers/{trigger_id}/rotate-secret',
    name: 'rotateTriggerSecret',
    tag: 'Routines',
    summary: 'Give a webhook another secret',
    description: SHOWN_ONCE,
    answer: TriggerAnswer,
    refusals: ['broken_rule'],
    run: async ({ caller, id, request }) =>
      hybridTrigger(request, await rotateTriggerSecret(caller, { triggerId: id })),
  }),
  route({
    method: 'delete',
    path: '/routine-triggers/{trigger_id}',
    name: 'removeTrigger',
    tag: 'Routines',
    summary: 'Take a trigger away',
    answer: deleted('trigger'),
    run: async ({ caller, id, options }) => {
      await removeTrigger(caller, { triggerId: id }, options)
      return { id: publicId('trigger', id), deleted: true }
    },
  }),
]
