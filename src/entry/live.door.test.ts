import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Change, openChanges, untilAllIsPast } from '@/testing/live-client'
import { type RunningServer, startServer } from '@/testing/running-server'

let server: RunningServer
beforeAll(async () => {
  // vitest sets BASE_URL to "/" for its own purposes
  server = await startServer({ env: { BASE_URL: '' } })
  await call('companies.createCompany', { name: 'Acme' })
})
afterAll(() => server?.stop())

async function call(procedure: string, input: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(input)
  const response = await fetch(`${server.url}/api/trpc/${procedure}`, { method: 'POST', headers, body })
  expect(response.status).toBe(200)
}

const makeKey = (name: string) => call('access.createApiKey', { companyId: 'acme', name, kind: 'board' })

const listen = (lastEventId?: string) => openChanges(`${server.url}/api/live?companyId=acme`, lastEventId)

const keysIn = (told: Change[]) => told.filter((each) => each.data.name === 'key/created')

describe('the live feed', () => {
  it('tells what many do at once: each thing once, and the same to everybody', async () => {
    const [a, b] = [await listen(), await listen()]
    await a.until((told) => told.some((each) => each.event === 'ready'))
    await b.until((told) => told.some((each) => each.event === 'ready'))
    await Promise.all(Array.from({ length: 20 }, (_, i) => makeKey(`key ${i}`)))
    const [first, second] = await Promise.all(
      [a, b].map((stream) => stream.until((told) => keysIn(told).length === 20)),
    )
    expect(new Set(keysIn(first!).map((each) => each.data.data?.keyId)).size).toBe(20)
    expect(keysIn(second!)).toEqual(keysIn(first!))
    a.close()
    b.close()
  })

  it('resumes after the last event that was heard', async () => {
    await untilAllIsPast(server.databaseUrl)
    const before = await listen()
    const [ready] = await before.until((told) => told.some((each) => each.event === 'ready'))
    before.close()
    await makeKey('missed 1')
    await makeKey('missed 2')

    const after = await listen(ready!.id)
    const told = await after.until((heard) => heard.some((each) => each.event === 'ready'))
    const all = told.length > 2 ? told : await after.until((heard) => keysIn(heard).length === 2)
    expect(keysIn(all)).toHaveLength(2)
    after.close()

    const later = await listen(keysIn(all)[0]!.id)
    const rest = await later.until((heard) => heard.some((each) => each.event === 'ready'))
    expect(keysIn(rest)).toEqual(keysIn(all).slice(1))
    later.close()
  })

  it('is closed to who has no business there', async () => {
    expect((await fetch(`${server.url}/api/live?companyId=other`)).status).toBe(404)
    expect((await fetch(`${server.url}/api/live`)).status).toBe(400)
  })
})
