import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { newId, parseId, publicId } from '@/platform/ids'
import { until } from '../company'
import { type Answer, idIn, type RestClient, restClient, rowsIn } from '../rest-client'
import type { RunningServer } from '../running-server'
import { filled, type Operation } from './operations'
import { type Ids, type Kind, THINGS } from './things'

/** A company that has one of each thing, made over HTTP. */
export type Furnished = {
  /** A word that is in the name, the title or the text of everything in it. */
  word: string
  boardKey: string
  agentKey: string
  /** `otherAgent` reports to `agent`, whose key the agent's key is. */
  ids: Ids
}

/** What the first word of a path says of the id behind it. */
const SCOPES: Record<string, Kind> = {
  ...Object.fromEntries(THINGS.flatMap(({ kind, words = [] }) => words.map((word) => [word, kind]))),
  ...{ companies: 'company', keys: 'key', runs: 'run', 'heartbeat-runs': 'run', 'model-calls': 'modelCall' },
}
/** Parameters deeper in a path. What is in neither list is text. */
const INNER: Record<string, Kind> = {
  ...Object.fromEntries(THINGS.flatMap(({ kind, inner = [] }) => inner.map((name) => [name, kind]))),
  ...{ keyId: 'key', incidentId: 'incident', policyId: 'budget', person_id: 'person', invitation_id: 'invitation' },
  ...{ revisionId: 'documentRevision', revision_id: 'documentRevision' },
}
const KINDS = [...new Set([...Object.values(SCOPES), ...Object.values(INNER)])]
const PREFIXED: Record<string, Kind> = { documentRevision: 'revision', agentRevision: 'revision' }

/** The kind of the thing that a parameter of an operation's path names; undefined for text. */
export function kindOf({ path }: Operation, parameter: string): Kind | undefined {
  const words = path.split('/')
  return words[2] === `{${parameter}}` ? SCOPES[words[1] ?? ''] : INNER[parameter]
}

/** An id as a dialect writes it: prefixed in `/api/v1`. */
export function written(base: string, kind: Kind, id: string): string {
  return base === '/api/v1' ? publicId((PREFIXED[kind] ?? kind) as Parameters<typeof publicId>[0], id) : id
}

/** The kind of the thing that an id of `/api/v1` names, by its prefix; undefined for what is no such id. */
export function kindOfPrefixed(id: string): Kind | undefined {
  const digits = /^[a-z]{3}_([0-9a-f]{32})$/.exec(id)?.[1]
  return digits && KINDS.find((kind) => id === written('/api/v1', kind, digits))
}

/** The kind of the thing that a field of `/api` is called after: `requestedCompanyId` → company. */
export function kindOfName(name: string): Kind | undefined {
  return KINDS.find((kind) => new RegExp(`${kind}(Ids?)?$`, 'i').test(name))
}

/** The parameters that are text, with something that each furnished company has. */
export const TEXTS: Record<string, string> = { key: 'plan', revision: '1' }

/**
 * Founds a company and makes one of each thing in it; a call of a model, which only a worker's run makes, by the database.
 * @param word is in everything that it writes, so that a leak of any of it can be seen
 */
export async function furnish(server: RunningServer, masterKey: string, word: string): Promise<Furnished> {
  const v1 = restClient(server.url, masterKey)
  const api = restClient(server.url, masterKey, { base: '/api' })
  const ids: Ids = {}
  ids.company = idIn(await api('POST', '/companies', { name: `${word} Ltd`, description: `${word} first` }))
  for (const { kind, at, sent } of THINGS) ids[kind] = idIn(await api('POST', filled(at, ids), sent(word, ids)))
  const plan = await api('PUT', `/issues/${ids.task}/documents/plan`, { body: `${word} plan` })
  ids.documentRevision = String(plan.body.latestRevisionId)
  await api('POST', `/issues/${ids.task}/effects`, { key: 'plan', note: word })
  ids.agentRevision = String((await api('GET', `/agents/${ids.agent}/config-revisions/1`)).body.id)
  const spent = { agentId: ids.otherAgent, model: 'm', costCents: 170 }
  await api('PATCH', `/agents/${ids.otherAgent}/budgets`, { budgetMonthlyCents: 200 })
  for (const [scopeType, scopeId] of [
    ['goal', ids.goal],
    ['subtree', ids.agent],
  ]) {
    await api('POST', `/companies/${ids.company}/budgets/policies`, { scopeType, scopeId, amount: 100_000 })
  }
  await api('POST', `/companies/${ids.company}/cost-events`, spent)
  const overview = await api('GET', `/companies/${ids.company}/budgets/overview`)
  ids.budget = String(
    (overview.body.policies as { scopeType: string; policyId: string }[]).find((each) => each.scopeType === 'goal')
      ?.policyId,
  )
  ids.incident = idIn({ ...overview, body: firstOf(overview.body.activeIncidents) })
  ids.run = await wokenRun(api, ids)
  ids.modelCall = await calledModel(server.databaseUrl, ids, word)
  const { body } = await v1('GET', `/companies/${ids.company}/members`)
  ids.person = parseId('person', String(firstOf(body.members).id)) ?? ''
  const invitation = { role: 'viewer', email: `${word.toLowerCase()}@example.test` }
  const invited = await v1('POST', `/companies/${ids.company}/invitations`, invitation)
  ids.invitation = parseId('invitation', idIn(invited)) ?? ''
  const keys = await keysOf(api, v1, ids, word)
  return { word, ids, ...keys }
}

async function calledModel(databaseUrl: string, { company, run, agent }: Ids, word: string): Promise<string> {
  const id = newId()
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  try {
    await owner.query(
      `INSERT INTO "ModelCall" (id, "companyId", "runId", "agentId", endpoint, "askedModel", state, "createdAt", "endedAt")
       VALUES ($1, $2, $3, $4, 'messages', $5, 'answered', now(), now())`,
      [id, company, run, agent, `${word} model`],
    )
    await owner.query(
      `INSERT INTO "ModelConversation" ("companyId", "callId", request, answer, "createdAt") VALUES ($1, $2, $3, $4, now())`,
      [company, id, gzipSync(`${word} asked`), gzipSync(`${word} answered`)],
    )
  } finally {
    await owner.end()
  }
  return id
}

function firstOf(list: unknown): Record<string, unknown> {
  return (list as Record<string, unknown>[])[0] ?? {}
}

async function wokenRun(api: RestClient, ids: Ids): Promise<string> {
  await api('POST', `/agents/${ids.agent}/wakeup`, {})
  const path = `/companies/${ids.company}/heartbeat-runs?agentId=${ids.agent}`
  const [run] = await until('a run', async () => {
    const runs = rowsIn(await api('GET', path))
    return runs.length > 0 ? runs : null
  })
  return String(run?.id)
}

async function keysOf(api: RestClient, v1: RestClient, ids: Ids, word: string) {
  const ofAgent: Answer = await api('POST', `/agents/${ids.agent}/keys`, { name: `${word} agent` })
  const ofBoard = await v1('POST', `/companies/${ids.company}/keys`, { name: `${word} board` })
  ids.key = idIn(ofAgent)
  return { agentKey: String(ofAgent.body.token), boardKey: String(ofBoard.body.token) }
}
