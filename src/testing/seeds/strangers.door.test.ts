import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../company'
import { type RestClient, restClient, rowsIn } from '../rest-client'
import { type RunningServer, startServer } from '../running-server'
import { bodyFor, idsIn, pathFor, setAt } from './bodies'
import { type Furnished, furnish, kindOf, written } from './furnish'
import { nameOf, type Operation, parametersOf, readOperations } from './operations'
import { fileForm } from './things'

const KEY = 'master-key-for-the-tests'

let server: RunningServer
let operations: Operation[]
/** Whose things are asked for, and who asks. */
let theirs: Furnished
let ours: Furnished

beforeAll(async () => {
  server = await startServer({ env: { PAPERCLIP_API_KEY: KEY, BASE_URL: '' } })
  operations = await readOperations(server.url)
  theirs = await furnish(server, KEY, 'Quokka')
  ours = await furnish(server, KEY, 'Wombat')
})
afterAll(() => server?.stop())

const clientOf = (key: string, base: string): RestClient => restClient(server.url, key, { base })

/** Derived from other rows, and brought up to date some time after them. */
const DERIVED = [
  'SearchEntry',
  'SearchCursor',
  'OutboxEvent',
  'AuditSeal',
  'AuditHead',
  'TaskTally',
  'CostTally',
  'Notice',
  'Delivery',
]

/** Every row of a company that somebody could have changed, and how long its record is. */
async function stateOf(companyId: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: server.databaseUrl })
  await client.connect()
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'companyId' AND table_schema = 'public'`,
    )
    const state: Record<string, string> = {}
    for (const { name } of tables.rows) {
      if (DERIVED.includes(name)) continue
      const { rows } = await client.query<{ digest: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS digest
         FROM "${name}" t WHERE "companyId" = $1`,
        [companyId],
      )
      state[name] = rows[0]?.digest ?? ''
    }
    return state
  } finally {
    await client.end()
  }
}

/** The same, when what was begun by what happened before has come to its end. */
async function stateAtRest(companyId: string): Promise<Record<string, string>> {
  let last = await stateOf(companyId)
  return until('the company to be at rest', async () => {
    await sleep(300)
    const now = await stateOf(companyId)
    const isSame = JSON.stringify(now) === JSON.stringify(last)
    last = now
    return isSame && now
  })
}

/** People belong to no company: that somebody is there is refused by the rule that they must be a member. */
const SHARED = ['person']
/** Ids in bodies that are not looked up, and why. */
const NOT_LOOKED_UP: Record<string, string> = {
  baseRevisionId: 'only compared with the newest revision',
  base_revision_id: 'only compared with the newest revision',
  requestedCompanyId:
    'a wish of who has no credential, and is not told which companies there are; approving looks it up',
}

/** What a list needs to be asked for at all. */
const QUERIES: Record<string, string> = {
  '/companies/{companyId}/search': '?q=x',
  '/companies/{company_id}/search': '?q=x',
  '/companies/{company_id}/agents/suggest': '?text=x',
  '/companies/{companyId}/model-price': '?model=x',
  '/companies/{company_id}/model-price': '?model=x',
  '/companies/{company_id}/spend': '?by=agent',
  '/companies/{company_id}/audit/proof': '?position=1',
  '/companies/{company_id}/compliance': '?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z',
}
/** What a parameter of a query names, by its name. */
const FILTERS: [RegExp, string][] = [
  [/^(parentId|parent_task_id|task_id|wakeCommentId)$/, 'task'],
  [/agent|reports_?to|assigned_to$/i, 'agent'],
  [/goal/i, 'goal'],
  [/project/i, 'project'],
  [/label/i, 'label'],
  [/channel/i, 'channel'],
  [/team/i, 'team'],
  [/^run_?id$/i, 'run'],
  [/^(entityId|subject_id)$/, 'task'],
]

/** Each way to name something of theirs in the path: all of it, or only one part of it beside ours. */
function strangePaths(operation: Operation): string[] {
  const named = parametersOf(operation.path).flatMap((name) => {
    const kind = kindOf(operation, name)
    return kind && !SHARED.includes(kind) ? [{ name, id: written(operation.base, kind, theirs.ids[kind] ?? '') }] : []
  })
  if (named.length === 0) return []
  const all = pathFor(operation, ours, Object.fromEntries(named.map(({ name, id }) => [name, id])))
  const one = named.length > 1 ? named.map(({ name, id }) => pathFor(operation, ours, { [name]: id })) : []
  return [all, ...one]
}

it('both companies have one of each thing, which its own key finds', async () => {
  for (const company of [theirs, ours]) {
    for (const operation of operations.filter(({ method, path }) => method === 'GET' && path.includes('{'))) {
      const query = QUERIES[operation.path] ?? ''
      const { status } = await clientOf(company.boardKey, operation.base)('GET', pathFor(operation, company) + query)
      expect([nameOf(operation), status]).toEqual([nameOf(operation), 200])
    }
  }
})

describe.each(['board', 'agent'] as const)('with a key of the %s of another company', (whose) => {
  it('nothing is found, told or changed, whatever the path names', async () => {
    const before = await stateAtRest(theirs.ids.company!)
    const wrong: unknown[] = []
    let tried = 0
    for (const operation of operations) {
      for (const [at, path] of strangePaths(operation).entries()) {
        const client = clientOf(whose === 'board' ? ours.boardKey : ours.agentKey, operation.base)
        const sent = operation.isForm ? fileForm('x.txt', 'x') : bodyFor(operation, ours)
        const { status, body } = await client(operation.method, path, sent)
        // what an agent may not do with things of its own company is refused before the rest of the path is looked at
        const isNotForAgents = whose === 'agent' && at > 0 && status === 403
        const isHidden = (status === 404 && body.code === 'not_found') || isNotForAgents
        if (!isHidden || /quokka/i.test(JSON.stringify(body))) wrong.push([nameOf(operation), path, status, body])
        tried++
      }
    }
    expect(wrong).toEqual([])
    expect(tried).toBeGreaterThan(200)
    expect(await stateOf(theirs.ids.company!)).toEqual(before)
  })

  it('nor by a slug, a shortname or an identifier', async () => {
    const key = whose === 'board' ? ours.boardKey : ours.agentKey
    const api = clientOf(key, '/api')
    const names = ['quokka-ltd', 'QUO', theirs.ids.company]
    const paths = [
      ...names.map((name) => `/companies/${name}`),
      ...names.map((name) => `/agents/quokka-root?companyId=${name}`),
      ...names.map((name) => `/projects/quokka-project?companyId=${name}`),
      '/issues/QUO-1',
    ]
    for (const path of paths) {
      const { status, body } = await api('GET', path)
      expect([path, status, body]).toEqual([path, 404, { ...body, code: 'not_found' }])
    }
    expect((await clientOf(key, '/api/v1')('GET', '/companies/quokka-ltd')).status).toBe(404)
    expect(rowsIn(await api('GET', '/companies'))).toMatchObject([{ id: ours.ids.company }])
  })

  it('nothing is listed by a filter', async () => {
    const wrong: unknown[] = []
    let tried = 0
    for (const operation of operations.filter(({ method }) => method === 'GET')) {
      for (const name of operation.query) {
        const kind = FILTERS.find(([pattern]) => pattern.test(name))?.[1]
        if (!kind) continue
        const id = written(operation.base, kind, theirs.ids[kind] ?? '')
        const client = clientOf(whose === 'board' ? ours.boardKey : ours.agentKey, operation.base)
        const path = `${pathFor(operation, ours)}?${name}=${id}`
        const { status, body } = await client('GET', path)
        // a filter may find nothing, or be refused; it may not be passed over
        const isEmpty = status >= 400 || !/quokka|wombat/i.test(JSON.stringify(body))
        if (status >= 500 || !isEmpty) wrong.push([nameOf(operation), name, status, body])
        tried++
      }
    }
    expect(wrong).toEqual([])
    expect(tried).toBeGreaterThan(40)
  })
})

describe('in a body', () => {
  it('an id of another company is refused in every field, and the field is named', async () => {
    const before = await stateAtRest(theirs.ids.company!)
    const wrong: unknown[] = []
    let tried = 0
    for (const operation of operations) {
      for (const { at, kind } of idsIn(operation)) {
        const field = at.filter((word) => word !== '0').join('.')
        if (SHARED.includes(kind) || field in NOT_LOOKED_UP) continue
        const body = { ...bodyFor(operation, ours) }
        setAt(body, at, written(operation.base, kind, theirs.ids[kind] ?? ''))
        const client = clientOf(ours.boardKey, operation.base)
        const answer = await client(operation.method, pathFor(operation, ours), body)
        const isRefused = [400, 404, 422].includes(answer.status) && JSON.stringify(answer.body).includes(at[0] ?? '')
        if (!isRefused || /quokka/i.test(JSON.stringify(answer.body))) {
          wrong.push([nameOf(operation), field, answer.status, answer.body])
        }
        tried++
      }
    }
    expect(wrong).toEqual([])
    expect(tried).toBeGreaterThan(60)
    expect(await stateOf(theirs.ids.company!)).toEqual(before)
  })
})
