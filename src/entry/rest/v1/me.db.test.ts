import { buffer } from 'node:stream/consumers'
import { afterAll, expect, it } from 'vitest'
import { hashToken } from '@/platform/crypto'
import { closePools, systemSql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { addMember, foundCompany } from '@/testing/company'
import { sessionCookie } from '../../http/session-cookie'
import { answerV1 } from '.'

afterAll(closePools)

it('takes no place for the export of a person when only its head is asked for', async () => {
  const personId = await addMember((await foundCompany()).id)
  const token = newId()
  await systemSql(
    `INSERT INTO "Session" ("tokenHash", "personId", "expiresAt", client) VALUES ($1, $2, now() + interval '1 hour', 'A browser')`,
    [hashToken(token), personId],
  )
  const headers = { cookie: `${sessionCookie().name}=${token}` }
  const ask = (method: string) => answerV1(new Request('http://localhost/api/v1/me/export', { method, headers }))
  for (const _ of [1, 2]) {
    const head = await ask('HEAD')
    expect([head.status, head.headers.get('content-type'), head.body]).toEqual([200, 'application/zip', null])
  }
  const whole = await ask('GET')
  expect(whole.status).toBe(200)
  expect((await ask('HEAD')).status).toBe(429)
  expect((await buffer(whole.body!)).length).toBeGreaterThan(100)
  expect((await ask('HEAD')).status).toBe(200)
  await buffer((await ask('GET')).body!)
})
