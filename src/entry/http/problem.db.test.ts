import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { inCompany } from '@/platform/database'
import { env } from '@/platform/env'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { problemOf } from './problem'

/** What a door would answer to what this throws. */
const problemOfCall = (call: () => Promise<unknown>) => call().then(() => expect.fail('nothing was thrown'), problemOf)

const away = { status: 503, code: 'unavailable', details: { retryAfterSeconds: 5 } }

describe('a database that cannot be asked', () => {
  it('is said to be away when its connection is ended in the middle', async () => {
    const company = await foundCompany()
    const problem = await problemOfCall(() =>
      inCompany(company.board.companyId, 'READ ONLY', async (sql) => {
        const [session] = await sql<{ pid: number }>('SELECT pg_backend_pid() AS pid')
        await asDatabaseOwner('SELECT pg_terminate_backend($1)', [session?.pid])
        return sql('SELECT 1')
      }),
    )
    expect(problem).toMatchObject(away)
  })

  it('is said to be away when nothing listens', async () => {
    const { port } = new URL(env().DATABASE_URL)
    const connect = (url: string) => () => new pg.Client(url).connect()
    expect(await problemOfCall(connect(`postgres://nobody@127.0.0.2:${port}/nothing`))).toMatchObject(away)
    const other = await problemOfCall(connect('postgres://nobody@127.0.0.1:1/nothing'))
    expect(other).toMatchObject({ status: 500, code: 'internal' })
  })

  it('is said to be away when all its connections are taken', async () => {
    const pool = new pg.Pool({ connectionString: env().DATABASE_URL, max: 1, connectionTimeoutMillis: 50 })
    const held = await pool.connect()
    expect(await problemOfCall(() => pool.connect())).toMatchObject(away)
    held.release()
    await pool.end()
  })

  it.each([
    ['53100', /disk.*full/],
    ['57014', /too long/],
  ])('is told with what it said itself: %s', async (code, sentence) => {
    const company = await foundCompany()
    const fail = `DO $$ BEGIN RAISE EXCEPTION 'as told' USING ERRCODE = '${code}'; END $$`
    const problem = await problemOfCall(() => inCompany(company.board.companyId, 'READ WRITE', (sql) => sql(fail)))
    expect(problem).toMatchObject({ ...away, message: expect.stringMatching(sentence) })
  })

  it('is not blamed for a mistake of ours', async () => {
    const company = await foundCompany()
    const problem = await problemOfCall(() =>
      inCompany(company.board.companyId, 'READ ONLY', (sql) => sql('SELECT nothing')),
    )
    expect(problem).toMatchObject({ status: 500, code: 'internal' })
  })
})
