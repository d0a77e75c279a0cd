import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { hashToken } from '@/platform/crypto'
import { newId } from '@/platform/ids'
import { leaseRun } from '../lease-run'
import { type Answer, restClient } from '../rest-client'
import { bodyFor, pathFor } from './bodies'
import type { Furnished } from './furnish'
import { nameOf, type Operation } from './operations'
import { MASTER_KEY, type Setting, told, withEach } from './setting'
import { fileForm } from './things'

/** What anybody may read: how to talk to the server, and whether it is there. None of it is of any company. */
const PUBLIC = ['/api/openapi.json', '/api/v1/openapi.json', '/api/health', '/api/auth/providers']

/** What is answered without a credential, beside its own secret, and why. */
const OPEN: Record<string, string> = {
  'POST /api/cli-auth/challenges': 'who asks to be let in has nothing yet, and gets nothing before a person approves',
}
/** Open to who brings the secret of a challenge; all others are asked who they are. */
const BY_SECRET = ['GET /api/cli-auth/challenges/{challengeId}', 'POST /api/cli-auth/challenges/{challengeId}/cancel']

/** What is no credential at all; the operations take turns with them. */
const NONSENSE = ['Bearer ', 'Bearer undefined', 'Basic YTpi', 'nonsense', 'Bearer ey.ey.ey', 'Bearer pcp_agent_x']

type Headers = Record<string, string>
const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` })

/** Credentials that were good for this company, were used, and are not good any more: by what became of them. */
async function spentCredentials({ server, companies }: Setting): Promise<Record<string, Headers>> {
  const { ids } = companies[0]!
  const api = restClient(server.url, MASTER_KEY, { base: '/api' })
  const v1 = restClient(server.url, MASTER_KEY)
  const boardKey = async (name: string) =>
    (await v1('POST', `/companies/${ids.company}/keys`, { name })).body as { id: string; token: string }
  const revoked = await boardKey('To revoke')
  const [expired, orphaned] = [await boardKey('To expire'), await boardKey('Of a former member')]
  const agentKey = await api('POST', `/agents/${ids.agent}/keys`, { name: 'To revoke' })
  const former = await api('POST', `/companies/${ids.company}/agents`, { name: 'Former', adapterType: 'process' })
  const last = await api('POST', `/agents/${former.body.id}/keys`, { name: 'Last' })
  const run = await leaseRun(server, 'bash', ids.agent!)
  const session = await signedIn(server.url, server.setupLink())
  const used: Record<string, Headers> = {
    'a revoked key of the board': bearer(revoked.token),
    'an expired key of the board': bearer(expired.token),
    'a key of somebody who is no member any more': bearer(orphaned.token),
    'a revoked key of an agent': bearer(String(agentKey.body.token)),
    'a key of an agent that was terminated': bearer(String(last.body.token)),
    'the token of a run that has ended': bearer(run.runToken),
    'a session that was ended': session,
  }
  for (const [what, headers] of Object.entries(used)) {
    const { status } = await restClient(server.url)('GET', `/companies/${ids.company}`, undefined, headers)
    expect([what, status]).toEqual([what, 200])
  }
  await v1('DELETE', `/keys/${revoked.id}`)
  await api('DELETE', `/agents/${ids.agent}/keys/${agentKey.body.id}`)
  await api('POST', `/agents/${former.body.id}/terminate`)
  await run.finish()
  await restClient(server.url, undefined, { base: '/api/trpc' })(
    'POST',
    '/access.endSessions',
    { sessionId: null },
    session,
  )
  await withDatabase(server.databaseUrl, async (owner) => {
    const change = (set: string) => `UPDATE "ApiKey" SET ${set} WHERE "tokenHash" = $1`
    await owner.query(change(`"expiresAt" = now() - interval '1 s'`), [hashToken(expired.token)])
    await owner.query(change(`"createdBy" = '${newId()}'`), [hashToken(orphaned.token)])
  })
  return used
}

/** The first person, by the link that the server printed. */
async function signedIn(url: string, setupLink = ''): Promise<Headers> {
  const token = new URL(setupLink).searchParams.get('token')
  const { headers } = await restClient(url, undefined, { base: '/api' })(
    ...(['POST', '/setup', { token, name: 'Ada' }, { origin: url }] as const),
  )
  return { cookie: String(headers.get('set-cookie')).split(';')[0] ?? '', origin: url }
}

async function withDatabase(connectionString: string, act: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await act(client)
  } finally {
    await client.end()
  }
}

/** Everything that a caller without a valid credential is answered. */
export function refusedCallers(setting: () => Setting): void {
  let company: Furnished
  let operations: Operation[]
  let spent: Record<string, Headers>
  beforeAll(async () => {
    ;({ operations } = setting())
    company = setting().companies[0]!
    spent = await spentCredentials(setting())
  })

  /** Calls an operation with things that exist and a body that would be taken. */
  function ask(operation: Operation, headers: Headers): Promise<Answer> {
    const client = restClient(setting().server.url, undefined, { base: operation.base })
    const sent = operation.isForm ? fileForm('x.txt', 'x') : bodyFor(operation, company)
    return client(operation.method, pathFor(operation, company), sent, headers)
  }

  /** The answers to every operation that are not 401. */
  async function notRefused(headers: (at: number) => Headers, except: Record<string, string> = {}): Promise<unknown[]> {
    const asked = operations.filter((each) => !(nameOf(each) in except))
    const answers = await withEach([...asked.entries()], async ([at, operation]) => {
      const answer = await ask(operation, headers(at))
      const isRefused = answer.status === 401 && answer.body.code === 'unauthenticated'
      return isRefused && !/quokka/i.test(JSON.stringify(answer.body)) ? [] : [told(operation, '', answer)]
    })
    return answers.flat()
  }

  describe('every operation of both dialects is refused', () => {
    it('without a credential', async () => {
      expect(operations.length).toBeGreaterThan(400)
      expect(await notRefused(() => ({}), OPEN)).toEqual([])
    })

    it('with what is no credential', async () => {
      expect(await notRefused((at) => ({ authorization: NONSENSE[at % NONSENSE.length] ?? '' }))).toEqual([])
    })

    it.each([
      'a revoked key of the board',
      'an expired key of the board',
      'a key of somebody who is no member any more',
      'a revoked key of an agent',
      'a key of an agent that was terminated',
      'the token of a run that has ended',
    ])('with %s', async (which) => expect(await notRefused(() => spent[which]!)).toEqual([]))

    it('with the key of a worker', async () => {
      expect(await notRefused(() => bearer(setting().server.workerKey))).toEqual([])
    })

    it('with a session that was ended, or that nobody has', async () => {
      const unknown = { cookie: 'paperclip-session=pcp_session_unknown', origin: setting().server.url }
      const ended = spent['a session that was ended']!
      expect(await notRefused((at) => (at % 2 === 0 ? ended : unknown), OPEN)).toEqual([])
    })
  })

  it('only the login of a command line says that it needs no credential, and tells nobody of a company', async () => {
    const open = operations.filter((operation) => operation.isOpen)
    expect(open.map(nameOf).sort()).toEqual([...Object.keys(OPEN), ...BY_SECRET].sort())
    const client = restClient(setting().server.url, undefined, { base: '/api' })
    const wish = { command: 'login', requestedCompanyId: company.ids.company }
    const { status, body } = await client('POST', '/cli-auth/challenges', wish)
    expect([status, JSON.stringify(body)]).toEqual([201, expect.not.stringMatching(/quokka/i)])
    expect((await client('GET', `/cli-auth/challenges/${body.id}?token=x`)).status).toBe(404)
  })

  it('only what is of no company is public', async () => {
    const read = async (path: string) => {
      const response = await fetch(`${setting().server.url}${path}`)
      return { path, status: response.status, text: await response.text() }
    }
    for (const path of PUBLIC) {
      expect(await read(path)).toEqual({ path, status: 200, text: expect.not.stringMatching(/quokka/i) })
    }
    const described = operations.map((operation) => `${operation.base}${operation.path}`)
    expect(described.filter((path) => PUBLIC.includes(path))).toEqual([])
  })
}
