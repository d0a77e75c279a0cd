import { z } from 'zod'
import { CATALOGUE, type Facts } from '@/platform/errors'
import { type IdKind, parseId, publicId } from '@/platform/ids'
import { microsToDollars } from '@/platform/money'
import { callerAt, callerIn } from '../../caller'
import type { Dialect } from '../dialect'
import { shownId } from './fields'

const Problem = z
  .object({
    error: z.string().meta({ description: 'One sentence for people.', example: 'No such task.' }),
    code: z
      .string()
      .meta({ description: 'For programs: a code of the list below, or a more exact rule.', example: 'not_found' }),
    details: z
      .record(z.string(), z.unknown())
      .meta({ description: 'Facts: which field, who holds the task, until when.' }),
    request_id: z.string().optional().meta({ description: 'Names the call in the log of the server.' }),
  })
  .meta({ id: 'Problem' })

const INTRODUCTION = `Send a key as \`Authorization: Bearer\`: the installation's PAPERCLIP_API_KEY, a key of the board, a key of an
agent, or the token of a run. An agent acts for itself only. With an agent's key, \`X-Paperclip-Run-Id\` names the live run that it
acts in.

Ids carry a prefix (\`agt_…\`); plain UUIDs are taken too. Fields that are not known are ignored. Amounts are dollars, with the same in
whole cents beside them. Times are ISO 8601 in UTC.

A single thing is answered twice over, as the fields themselves and under its name, so that \`answer.id\` and \`answer.task.id\` are the
same. Lists carry \`next_cursor\`, which is null on the last page.

Every POST, PATCH and PUT takes \`Idempotency-Key\`: a repeat gets the first answer, and changes nothing.`

/** `/api/v1`: snake_case, prefixed ids, dollars, lists in envelopes. A body that could be read and is not valid is 422. */
export const V1: Dialect = {
  base: '/api/v1',
  version: '1',
  introduction: INTRODUCTION,
  scopes: {
    companies: 'company',
    agents: 'agent',
    tasks: 'task',
    goals: 'goal',
    runs: 'run',
    keys: 'key',
    projects: 'project',
    teams: 'team',
    labels: 'label',
    messages: 'message',
    interactions: 'interaction',
    attachments: 'attachment',
    approvals: 'approval',
    secrets: 'secret',
    routines: 'routine',
    'routine-triggers': 'trigger',
    memories: 'memory',
    'model-providers': 'provider',
    'model-calls': 'modelCall',
    'notification-channels': 'channel',
    'notification-deliveries': 'delivery',
    'work-products': 'product',
  },
  inner: {
    ...{ cost_id: 'cost', price_id: 'price', person_id: 'person', task_id: 'task', revision_id: 'revision' },
    invitation_id: 'invitation',
  },
  async locate(identity, scope, text) {
    if (scope !== 'company') {
      return { caller: await callerAt(identity, scope, text), id: parseId(scope, text) ?? text }
    }
    const caller = await callerIn(identity, text)
    return { caller, id: caller.companyId }
  },
  pathId: shownId,
  statusOf: (code) => (code === 'invalid_input' ? 422 : CATALOGUE[code].http),
  Problem,
  problemBody: ({ code, message, facts, requestId }) => ({
    error: message,
    code,
    details: snakeFacts(facts),
    ...(requestId ? { request_id: requestId } : {}),
  }),
}

const ID_OF: Record<string, IdKind> = {
  agent: 'agent',
  run: 'run',
  task: 'task',
  goal: 'goal',
  company: 'company',
  manager: 'agent',
  project: 'project',
  approval: 'approval',
  person: 'person',
  routine: 'routine',
  trigger: 'trigger',
}

/** Facts of a refusal, or what an approval asks for, in this dialect: snake_case, prefixed ids, dollars. Only the outermost level. */
export function snakeFacts(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => snakeFact(key, value)))
}

/** costMicros → cost_micros */
export function snakeKey(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function snakeFact(key: string, value: unknown): [string, unknown] {
  const name = snakeKey(key)
  const kind = ID_OF[/([a-z]+)_id$/.exec(name)?.[1] ?? '']
  if (kind && typeof value === 'string') return [name, publicId(kind, value)]
  if (name.endsWith('_micros') && (typeof value === 'number' || value === null)) {
    return [name.replace(/_micros$/, '_usd'), value === null ? null : microsToDollars(value)]
  }
  return [name, value]
}
