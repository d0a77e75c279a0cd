import type { Identity } from '@/features/access'
import { getProject } from '@/features/goals'
import { findAgent } from '@/features/org'
import { getTask } from '@/features/tasks'
import { CATALOGUE, notFound, Refusal } from '@/platform/errors'
import { isUuid } from '@/platform/ids'
import { callerAt, callerIn } from '../../caller'
import type { Dialect, Located, Scope } from '../dialect'
import { Id } from './fields'
import { Problem, problemBody } from './problem'

const INTRODUCTION = `The dialect of existing clients. The same commands as \`/api/v1\`, in camelCase: ids are plain UUIDs, a single thing
is a bare object, a list a bare array. What else \`/api/v1\` calls a task is an *issue* here, a message a *comment*, a runtime an
*adapterType*.

Send a key as \`Authorization: Bearer\`: a key of the board, a key of an agent, or the token of a run. With an agent's key,
\`X-Paperclip-Run-Id\` names the live run that it acts in.

Issues are named by id or identifier (\`PAP-39\`), agents and projects by id or shortname; a shortname needs \`?companyId=\`, or an
agent's key.

Lists take \`limit\` and \`cursor\`. Where there is more, the answer has \`X-Next-Cursor\`, and the address of the next page as \`Link\`.
Fields and parameters that are not known are ignored. Amounts are whole cents; a budget of 0 means that there is no limit. Every POST,
PATCH and PUT takes \`Idempotency-Key\`: a repeat gets the first answer, and changes nothing.

**Live events.** \`GET /api/companies/{companyId}/events/ws\` is a WebSocket of what happens in a company, on the server that hosts
itself. Keys come as \`Authorization: Bearer\` or, where no header can be set, as \`?token=\`; a browser's session counts only on
Paperclip's own pages. Messages are \`{id, companyId, type, createdAt, payload}\`, where \`type\` is \`heartbeat.run.queued\`,
\`heartbeat.run.status\`, \`heartbeat.run.log\` (\`lastSeq\` says how far \`/heartbeat-runs/{runId}/events\` reaches now),
\`agent.status\`, or \`activity.logged\` for all else. Payloads name things by id; read what you show. \`stream.ready\` says that what
was missed has been told, \`stream.reset\` that one change was too large to be told: read anew.
An \`id\` grows and stays: after a break, \`?after=<id>\` goes on with the next message and leaves nothing out. Answer pings, which
come every 30 seconds. Close codes: 1001 the server stops, 1008 the key ended, 1013 you read too slowly; then come back with \`?after=\`.
Where the server cannot do this, \`GET /api/live?companyId=\` tells the same as server-sent events.`

/** A shortname without a company, and one that several have. */
const SHORTNAME = ['broken_rule', 'already_exists'] as const

/** `/api`: camelCase, plain UUIDs, cents, bare lists. */
export const API: Dialect = {
  base: '/api',
  version: '1',
  introduction: INTRODUCTION,
  scopes: {
    companies: 'company',
    agents: 'agent',
    issues: 'task',
    comments: 'message',
    goals: 'goal',
    projects: 'project',
    approvals: 'approval',
    'heartbeat-runs': 'run',
    attachments: 'attachment',
    labels: 'label',
    secrets: 'secret',
    teams: 'team',
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
    issueId: 'task',
    costId: 'cost',
    priceId: 'price',
    agentId: 'agent',
    keyId: 'key',
    commentId: 'message',
    revisionId: 'revision',
    approvalId: 'approval',
    incidentId: 'incident',
    interactionId: 'interaction',
  },
  locate,
  locateRefusals: { agent: SHORTNAME, project: SHORTNAME },
  pathId: () => Id,
  statusOf: (code, rule) => STATUS[rule ?? ''] ?? STATUS[code] ?? CATALOGUE[code].http,
  Problem,
  problemBody,
}

/** By code or exact rule: conflicts with the state of things are 409 here, and an unknown adapter or a schedule that is none breaks a rule. */
const STATUS: Partial<Record<string, number>> = {
  unknown_adapter: 422,
  invalid_cron: 422,
  invalid_time_zone: 422,
  stale_version: 409,
  budget_exhausted: 409,
  company_halted: 409,
}

type Query = (name: string) => string | undefined

async function locate(identity: Identity, scope: Scope, text: string, query: Query): Promise<Located> {
  if (scope === 'company') {
    const caller = await callerIn(identity, text)
    return { caller, id: caller.companyId }
  }
  if (isUuid(text)) return { caller: await callerAt(identity, scope, text), id: text.toLowerCase() }
  if (scope === 'task') return byIdentifier(identity, text)
  if (scope === 'agent' || scope === 'project') return byShortname(identity, scope, text, query('companyId'))
  throw notFound(scope)
}

/** `PAP-39` */
export const IDENTIFIER = /^([A-Z][A-Z0-9]{0,29})-\d{1,9}$/

/** The prefix of an identifier is the company's. */
async function byIdentifier(identity: Identity, text: string): Promise<Located> {
  const identifier = text.toUpperCase()
  const prefix = IDENTIFIER.exec(identifier)?.[1]
  if (!prefix) throw notFound('task')
  const caller = await callerIn(identity, prefix).catch((error: unknown) => {
    throw error instanceof Refusal && error.code === 'not_found' ? notFound('task') : error
  })
  return { caller, id: (await getTask(caller, { identifier })).id }
}

const LONGEST_SHORTNAME = 200

async function byShortname(
  identity: Identity,
  scope: 'agent' | 'project',
  key: string,
  companyId: string | undefined,
): Promise<Located> {
  if (key.length > LONGEST_SHORTNAME) throw notFound(scope)
  const company = companyId ?? (identity.kind === 'person' ? undefined : identity.companyId)
  if (!company) {
    const message = `Which company's ${scope} is ${key}? Add ?companyId=, or use the id.`
    throw new Refusal('broken_rule', message, { rule: 'company_needed' })
  }
  const caller = await callerIn(identity, company)
  const { id } = scope === 'agent' ? await findAgent(caller, { key }) : await getProject(caller, { key })
  return { caller, id }
}
