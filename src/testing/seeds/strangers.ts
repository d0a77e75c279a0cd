import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { until } from '../company'
import { type RestClient, restClient, rowsIn } from '../rest-client'
import { bodyFor, type IdIn, idsIn, pathFor, queryOf, setAt } from './bodies'
import { type Furnished, kindOf, written } from './furnish'
import { nameOf, type Operation, parametersOf } from './operations'
import { type Setting, told, withEach } from './setting'
import { fileForm } from './things'

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
async function stateOf(databaseUrl: string, companyId: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl })
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
async function stateAtRest(databaseUrl: string, companyId: string): Promise<Record<string, string>> {
  let last = await stateOf(databaseUrl, companyId)
  return until('the company to be at rest', async () => {
    await sleep(300)
    const now = await stateOf(databaseUrl, companyId)
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

/** What who belongs to another company is told of the first one: nothing. */
export function strangers(setting: () => Setting): void {
  let operations: Operation[]
  /** Whose things are asked for, and who asks. */
  let theirs: Furnished
  let ours: Furnished
  beforeAll(() => {
    ;({ operations } = setting())
    ;[theirs, ours] = setting().companies as [Furnished, Furnished]
  })

  const clientOf = (key: string, base: string): RestClient => restClient(setting().server.url, key, { base })
  const stateOfTheirs = () => stateOf(setting().server.databaseUrl, theirs.ids.company!)
  const stateOfTheirsAtRest = () => stateAtRest(setting().server.databaseUrl, theirs.ids.company!)

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

  /** Each parameter of a query that names something, naming theirs. */
  function strangeFilters(operation: Operation): string[] {
    return operation.query.flatMap((name) => {
      const kind = FILTERS.find(([pattern]) => pattern.test(name))?.[1]
      return kind ? [`${name}=${written(operation.base, kind, theirs.ids[kind] ?? '')}`] : []
    })
  }

  it('both companies have one of each thing, which its own key finds', async () => {
    const reading = operations.filter(({ method, path }) => method === 'GET' && path.includes('{'))
    for (const company of [theirs, ours]) {
      const answers = await withEach(reading, async (operation) => {
        const path = pathFor(operation, company) + queryOf(operation)
        const { status } = await clientOf(company.boardKey, operation.base)('GET', path)
        return [nameOf(operation), status]
      })
      expect(answers).toEqual(reading.map((operation) => [nameOf(operation), 200]))
    }
  })

  describe.each(['board', 'agent'] as const)('with a key of the %s of another company', (whose) => {
    it('nothing is found, told or changed, whatever the path names', async () => {
      const before = await stateOfTheirsAtRest()
      const tries = operations.flatMap((operation) =>
        strangePaths(operation).map((path, at) => ({ operation, path, isPart: at > 0 })),
      )
      const wrong = await withEach(tries, async ({ operation, path, isPart }) => {
        const client = clientOf(whose === 'board' ? ours.boardKey : ours.agentKey, operation.base)
        const sent = operation.isForm ? fileForm('x.txt', 'x') : bodyFor(operation, ours)
        const answer = await client(operation.method, path, sent)
        const { status, body } = answer
        // what an agent may not do with things of its own company is refused before the rest of the path is looked at
        const isNotForAgents = whose === 'agent' && isPart && status === 403
        const isHidden = (status === 404 && body.code === 'not_found') || isNotForAgents
        return isHidden && !/quokka/i.test(JSON.stringify(body)) ? [] : [told(operation, path, answer)]
      })
      expect(wrong.flat()).toEqual([])
      expect(tries.length).toBeGreaterThan(400)
      expect(await stateOfTheirs()).toEqual(before)
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
      const reading = operations.filter(({ method }) => method === 'GET')
      const tries = reading.flatMap((operation) => strangeFilters(operation).map((filter) => ({ operation, filter })))
      const wrong = await withEach(tries, async ({ operation, filter }) => {
        const client = clientOf(whose === 'board' ? ours.boardKey : ours.agentKey, operation.base)
        const answer = await client('GET', `${pathFor(operation, ours)}?${filter}`)
        const { status, body } = answer
        // a filter may find nothing, or be refused; it may not be passed over
        const isEmpty = status >= 400 || !/quokka|wombat/i.test(JSON.stringify(body))
        return status < 500 && isEmpty ? [] : [told(operation, filter, answer)]
      })
      expect(wrong.flat()).toEqual([])
      expect(tries.length).toBeGreaterThan(40)
    })
  })

  describe('in a body', () => {
    it('an id of another company is refused in every field, and the field is named', async () => {
      const before = await stateOfTheirsAtRest()
      const fieldOf = ({ at }: IdIn) => at.filter((word) => word !== '0').join('.')
      const tries = operations.flatMap((operation) =>
        idsIn(operation)
          .filter((id) => !SHARED.includes(id.kind) && !(fieldOf(id) in NOT_LOOKED_UP))
          .map((id) => ({ operation, id })),
      )
      const wrong = await withEach(tries, async ({ operation, id }) => {
        const sent = { ...bodyFor(operation, ours) }
        setAt(sent, id.at, written(operation.base, id.kind, theirs.ids[id.kind] ?? ''))
        const client = clientOf(ours.boardKey, operation.base)
        const answer = await client(operation.method, pathFor(operation, ours), sent)
        const text = JSON.stringify(answer.body)
        const isRefused = [400, 404, 422].includes(answer.status) && text.includes(id.at[0] ?? '')
        return isRefused && !/quokka/i.test(text) ? [] : [told(operation, fieldOf(id), answer)]
      })
      expect(wrong.flat()).toEqual([])
      expect(tries.length).toBeGreaterThan(60)
      expect(await stateOfTheirs()).toEqual(before)
    })
  })
}
