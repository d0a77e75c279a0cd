import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restClient } from '../rest-client'
import { type RunningServer, startServer } from '../running-server'
import { bodyFor, pathFor } from './bodies'
import { type Furnished, furnish } from './furnish'
import { nameOf, type Operation, readOperations } from './operations'
import { fileForm } from './things'

const KEY = 'master-key-for-the-tests'

/** Served on an address that others reach: there nobody is anybody without a credential. */
let server: RunningServer
let operations: Operation[]
let company: Furnished
const tokens: Record<string, string> = {}

beforeAll(async () => {
  server = await startServer({ env: { PAPERCLIP_API_KEY: KEY, BASE_URL: '', HOST: '0.0.0.0' } })
  operations = await readOperations(server.url)
  company = await furnish(server, KEY, 'Quokka')
  const api = restClient(server.url, KEY, { base: '/api' })
  const v1 = restClient(server.url, KEY)
  const board = await v1('POST', `/companies/${company.ids.company}/keys`, { name: 'To revoke' })
  tokens['of the board, revoked'] = String(board.body.token)
  await v1('DELETE', `/keys/${board.body.id}`)
  const agent = await api('POST', `/agents/${company.ids.agent}/keys`, { name: 'To revoke' })
  tokens['of an agent, revoked'] = String(agent.body.token)
  await api('DELETE', `/agents/${company.ids.agent}/keys/${agent.body.id}`)
  const former = await api('POST', `/companies/${company.ids.company}/agents`, {
    name: 'Former',
    adapterType: 'process',
  })
  const last = await api('POST', `/agents/${former.body.id}/keys`, { name: 'Last' })
  tokens['of an agent that is gone'] = String(last.body.token)
  await api('POST', `/agents/${former.body.id}/terminate`)
})
afterAll(() => server?.stop())

/** What anybody may read: how to talk to the server, and whether it is there. None of it is of any company. */
const PUBLIC = ['/api/openapi.json', '/api/v1/openapi.json', '/api/health', '/api/auth/providers']

/** What is answered without a credential, beside its own secret, and why. */
const OPEN: Record<string, string> = {
  'POST /api/cli-auth/challenges': 'who asks to be let in has nothing yet, and gets nothing before a person approves',
}
/** Open to who brings the secret of a challenge; all others are asked who they are. */
const BY_SECRET = ['GET /api/cli-auth/challenges/{challengeId}', 'POST /api/cli-auth/challenges/{challengeId}/cancel']

/** The answers to every operation, with things that exist and a body that would be taken, that are not 401. */
async function notRefused(headers: Record<string, string>, except: Record<string, string> = {}): Promise<unknown[]> {
  const letIn: unknown[] = []
  for (const operation of operations.filter((each) => !(nameOf(each) in except))) {
    const client = restClient(server.url, undefined, { base: operation.base })
    const sent = operation.isForm ? fileForm('x.txt', 'x') : bodyFor(operation, company)
    const { status, body } = await client(operation.method, pathFor(operation, company), sent, headers)
    const isRefused = status === 401 && body.code === 'unauthenticated'
    if (!isRefused || /quokka/i.test(JSON.stringify(body))) letIn.push([nameOf(operation), status, body])
  }
  return letIn
}

describe('every operation of both dialects', () => {
  it('is refused without a credential', async () => {
    expect(operations.length).toBeGreaterThan(250)
    expect(await notRefused({}, OPEN)).toEqual([])
  })

  it.each(['Bearer ', 'Bearer undefined', 'Basic YTpi', 'nonsense', 'Bearer ey.ey.ey'])(
    'is refused with "%s"',
    async (authorization) => expect(await notRefused({ authorization })).toEqual([]),
  )

  it.each(['of the board, revoked', 'of an agent, revoked', 'of an agent that is gone'])(
    'is refused with a key %s',
    async (which) => expect(await notRefused({ authorization: `Bearer ${tokens[which]}` })).toEqual([]),
  )

  it('is refused with the word of a session that nobody has', async () => {
    const headers = { cookie: 'paperclip-session=pcp_session_unknown', origin: server.url }
    expect(await notRefused(headers, OPEN)).toEqual([])
  })
})

it('only the login of a command line says that it needs no credential, and tells nobody of a company', async () => {
  const open = operations.filter((operation) => operation.isOpen)
  expect(open.map(nameOf).sort()).toEqual([...Object.keys(OPEN), ...BY_SECRET].sort())
  const { status, body } = await restClient(server.url, undefined, { base: '/api' })(
    ...['POST', '/cli-auth/challenges'],
    { command: 'login', requestedCompanyId: company.ids.company },
  )
  expect([status, JSON.stringify(body)]).toEqual([201, expect.not.stringMatching(/quokka/i)])
  const guess = await restClient(server.url, undefined, { base: '/api' })(
    'GET',
    `/cli-auth/challenges/${body.id}?token=x`,
  )
  expect(guess.status).toBe(404)
})

it('only what is of no company is public', async () => {
  const read = async (path: string) => {
    const response = await fetch(`${server.url}${path}`)
    return { path, status: response.status, text: await response.text() }
  }
  for (const path of PUBLIC) {
    expect(await read(path)).toEqual({ path, status: 200, text: expect.not.stringMatching(/quokka/i) })
  }
  const described = operations.map((operation) => `${operation.base}${operation.path}`)
  expect(described.filter((path) => PUBLIC.includes(path))).toEqual([])
})
