import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApiKey, revokeApiKey } from '@/features/access'
import { asDatabaseOwner, foundCompany, type TestCompany, until } from '@/testing/company'
import { type Heard, openLive, statusOf } from '@/testing/live-client'
import { createLiveSocket } from './live-socket'
import { endSockets } from './live-stream'

const servers: http.Server[] = []
let company: TestCompany
let key: { id: string; token: string }

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
const makeKey = (name: string) => createApiKey(company.board, { name, kind: 'board' })

beforeAll(async () => {
  company = await foundCompany()
  key = await makeKey('first')
})
afterAll(() => {
  endSockets()
  for (const server of servers) server.close()
})

/** A server with nothing but the live socket; answers the address of the company's. */
async function serve(limits: Parameters<typeof createLiveSocket>[0]): Promise<string> {
  const upgrade = createLiveSocket(limits)
  const server = http.createServer().on('upgrade', (request, socket, head) => void upgrade(request, socket, head))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/api/companies/${company.id}/events/ws`
}

/** Writes events past the commands: the next look of a reader finds them. */
function writeEvents(count: number, bytes: number): Promise<unknown> {
  return asDatabaseOwner(
    `INSERT INTO "OutboxEvent" (id, "companyId", name, data)
     SELECT gen_random_uuid(), $1, 'task/updated', jsonb_build_object('taskId', n, 'text', repeat('x', $3))
     FROM generate_series(1, $2::int) n`,
    [company.id, count, bytes],
  )
}

it('sends a reader away that does not read, and tells all to one that does', async () => {
  const address = await serve({ pingMs: 300_000, farewellMs: 300_000 })
  const [slow, quick] = [await openLive(address, bearer(key.token)), await openLive(address, bearer(key.token))]
  await Promise.all([slow.ready(), quick.ready()])
  slow.socket.pause()
  for (let round = 0; round < 8; round++) await writeEvents(2_000, 1_500)
  // what was done before the sockets opened may be told, too, while somebody else's transaction is open
  const written = (all: Heard[]) => all.filter((each) => each.payload.action === 'issue.updated')
  const heard = await quick.until((all) => written(all).length === 16_000)
  expect(new Set(heard.map((each) => each.id)).size).toBe(heard.length)
  slow.socket.resume()
  expect((await slow.ended).code).toBe(1013)

  // and where it was cut, it goes on
  const told = written(slow.heard)
  expect(told.length).toBeLessThan(16_000)
  const last = slow.heard.at(-1)!.id
  const again = await openLive(`${address}?after=${last}`, bearer(key.token))
  await again.ready()
  expect([...told, ...written(again.heard)].map((each) => each.id)).toEqual(written(heard).map((each) => each.id))
  again.close()
  quick.close()
})

it('drops a peer that answers no ping, and keeps one that does', async () => {
  const address = await serve({ pingMs: 250 })
  const [dead, alive] = [
    await openLive(address, { ...bearer(key.token), autoPong: false }),
    await openLive(address, bearer(key.token)),
  ]
  expect((await dead.ended).code).toBe(1006)
  await sleep(1_000)
  expect(alive.socket.readyState).toBe(alive.socket.OPEN)
  alive.close()
  await alive.ended
})

it('ends when the credential does', async () => {
  const address = await serve({ pingMs: 250 })
  const other = await makeKey('soon revoked')
  const stream = await openLive(address, bearer(other.token))
  await stream.ready()
  await revokeApiKey(company.board, { keyId: other.id })
  expect((await stream.ended).code).toBe(1008)
  expect(await statusOf(address, bearer(other.token))).toBe(401)
})

it('holds no more sockets than it may, of all and of one', async () => {
  const address = await serve({ sockets: 6, socketsOfOne: 4 })
  const mine = await Promise.all(Array.from({ length: 4 }, () => openLive(address, bearer(key.token))))
  await expect(openLive(address, bearer(key.token))).rejects.toMatchObject({
    status: 429,
    body: expect.stringContaining('You hold 4 live connections'),
  })
  const agent = await company.hire()
  const { token } = await createApiKey(company.board, { name: 'agent', kind: 'agent', agentId: agent.id })
  const theirs = await Promise.all([1, 2].map(() => openLive(address, bearer(token))))
  await expect(openLive(address, bearer(token))).rejects.toMatchObject({
    status: 429,
    body: expect.stringContaining('This server holds 6 live connections'),
  })
  mine[0]!.close()
  // the server hears of it a moment after the client
  const free = await until('a place to be free', () => openLive(address, bearer(token)).catch(() => null))
  for (const each of [...mine, ...theirs, free]) each.close()
})
