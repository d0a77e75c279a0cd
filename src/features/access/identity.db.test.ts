import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashToken } from '@/platform/crypto'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { until } from '@/testing/company'
import { callerFor, companyOf, listCompanies, resolveCompany } from '.'
import { type Identity, proveBearer, proveSession } from './identity'

let owner: pg.Client
const companyId = newId()
const otherCompanyId = newId()

beforeAll(async () => {
  owner = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await owner.connect()
  await owner.query(
    `INSERT INTO "Company" (id, name, slug, "taskPrefix") VALUES ($1, 'Acme', 'acme', 'ACM'), ($2, 'Other', 'other', 'OTH')`,
    [companyId, otherCompanyId],
  )
})
afterAll(async () => {
  await owner.end()
  await closePools()
})

async function insertPerson(role: string | null, isInstanceAdmin = false): Promise<string> {
  const id = newId()
  await owner.query(`INSERT INTO "Person" (id, name, "isInstanceAdmin") VALUES ($1, 'Ada', $2)`, [id, isInstanceAdmin])
  if (role) {
    await owner.query(`INSERT INTO "Membership" ("companyId", "personId", role) VALUES ($1, $2, $3)`, [
      companyId,
      id,
      role,
    ])
  }
  return id
}

async function insertAgent(status: string): Promise<string> {
  const id = newId()
  await owner.query(
    `INSERT INTO "Agent" (id, "companyId", name, runtime, status, "managerId")
     VALUES ($1, $2, 'Max', 'bash', $3, (SELECT id FROM "Agent" WHERE "managerId" IS NULL AND status <> 'terminated' LIMIT 1))`,
    [id, companyId, status],
  )
  return id
}

async function insertKey(kind: 'board' | 'agent', agentId: string | null, createdBy: string): Promise<string> {
  const token = `pcp_${kind}_${newId()}`
  await owner.query(
    `INSERT INTO "ApiKey" (id, "companyId", kind, "agentId", name, "tokenHash", "lastFour", "createdBy")
     VALUES ($1, $2, $3, $4, 'key', $5, 'abcd', $6)`,
    [newId(), companyId, kind, agentId, hashToken(token), createdBy],
  )
  return token
}

const refused = { code: 'unauthenticated' }
const person = (personId: string): Identity => ({
  kind: 'person',
  personId,
  isInstanceAdmin: false,
  via: 'session',
  sessionId: newId(),
})

describe('keys', () => {
  it('act as the agent while it is in service, and are noted as used', async () => {
    const agentId = await insertAgent('active')
    const token = await insertKey('agent', agentId, await insertPerson('owner'))
    expect(await proveBearer(token)).toEqual({ kind: 'agent', agentId, companyId, runId: null })
    await until('the use to be noted', async () => {
      const { rows } = await owner.query(`SELECT "lastUsedAt" FROM "ApiKey" WHERE "tokenHash" = $1`, [hashToken(token)])
      return rows[0].lastUsedAt
    })
    await owner.query(`UPDATE "Agent" SET status = 'paused' WHERE id = $1`, [agentId])
    await expect(proveBearer(token)).resolves.toMatchObject({ kind: 'agent' })
    for (const status of ['pending_approval', 'terminated']) {
      await owner.query(`UPDATE "Agent" SET status = $2 WHERE id = $1`, [agentId, status])
      await expect(proveBearer(token)).rejects.toMatchObject(refused)
    }
  })

  it('are refused when revoked or unknown', async () => {
    const token = await insertKey('board', null, await insertPerson('owner'))
    await expect(proveBearer(token)).resolves.toMatchObject({ kind: 'board_key', role: 'owner' })
    await owner.query(`UPDATE "ApiKey" SET "revokedAt" = now() WHERE "tokenHash" = $1`, [hashToken(token)])
    await expect(proveBearer(token)).rejects.toMatchObject(refused)
    await expect(proveBearer('pcp_board_unknown')).rejects.toMatchObject(refused)
    await expect(proveBearer('')).rejects.toMatchObject(refused)
  })

  it('of the board may no more than the person who made them may today', async () => {
    const maker = await insertPerson('admin')
    const token = await insertKey('board', null, maker)
    await owner.query(`UPDATE "Membership" SET role = 'viewer' WHERE "personId" = $1`, [maker])
    const caller = await callerFor(await proveBearer(token), companyId)
    expect(caller.grants.has('task:read')).toBe(true)
    expect(caller.grants.has('task:write')).toBe(false)
    await owner.query(`DELETE FROM "Membership" WHERE "personId" = $1`, [maker])
    await expect(proveBearer(token)).rejects.toMatchObject(refused)
  })
})

describe('run tokens and sessions', () => {
  it('die with their run', async () => {
    const agentId = await insertAgent('active')
    const runId = newId()
    await owner.query(
      `INSERT INTO "Run" (id, "companyId", "agentId", cause, runtime, state, "tokenHash")
       VALUES ($1, $2, $3, 'manual', 'bash', 'running', $4)`,
      [runId, companyId, agentId, hashToken('a run token')],
    )
    expect(await proveBearer('a run token')).toEqual({ kind: 'agent', agentId, companyId, runId })
    for (const state of ['succeeded', 'failed', 'cancelled', 'timed_out']) {
      await owner.query('UPDATE "Run" SET state = $2 WHERE id = $1', [runId, state])
      await expect(proveBearer('a run token')).rejects.toMatchObject(refused)
    }
  })

  it('end when they are over', async () => {
    const personId = await insertPerson(null)
    const insert = `INSERT INTO "Session" ("tokenHash", "personId", "expiresAt") VALUES ($1, $2, now() + $3::interval)`
    await owner.query(insert, [hashToken('fresh'), personId, '1 hour'])
    await owner.query(insert, [hashToken('over'), personId, '-1 second'])
    await expect(proveSession('fresh')).resolves.toMatchObject({ personId, isInstanceAdmin: false })
    await expect(proveSession('over')).rejects.toMatchObject(refused)
    await expect(proveSession('unknown')).rejects.toMatchObject(refused)
  })
})

describe('companies', () => {
  it('are not found by strangers, exactly as if they did not exist', async () => {
    const member = person(await insertPerson('operator'))
    await expect(callerFor(member, companyId)).resolves.toMatchObject({ companyId })
    const absent = { code: 'not_found', message: 'No such company.' }
    await expect(callerFor(member, otherCompanyId)).rejects.toMatchObject(absent)
    await expect(callerFor(member, newId())).rejects.toMatchObject(absent)
    await expect(callerFor(member, 'acme')).rejects.toMatchObject(absent)
    const admin: Identity = { ...member, kind: 'person', isInstanceAdmin: true } as Identity
    await expect(callerFor(admin, newId())).rejects.toMatchObject(absent)
    const agent: Identity = {
      kind: 'agent',
      agentId: newId(),
      companyId: (await callerFor(member, companyId)).companyId,
      runId: null,
    }
    await expect(callerFor(agent, otherCompanyId)).rejects.toMatchObject(absent)
  })

  it('are listed to members, page by page', async () => {
    const personId = await insertPerson('viewer')
    const { companies } = await listCompanies(person(personId))
    expect(companies).toEqual([{ id: companyId, name: 'Acme', slug: 'acme', status: 'active', role: 'viewer' }])
    const admin: Identity = { kind: 'person', personId, isInstanceAdmin: true, via: 'session', sessionId: newId() }
    const first = await listCompanies(admin, { limit: 1 })
    const second = await listCompanies(admin, { limit: 1, after: first.nextAfter })
    expect([...first.companies, ...second.companies].map((company) => company.slug)).toEqual(['acme', 'other'])
    expect(second.nextAfter).toBeNull()
  })

  it('are found by every name that people use', async () => {
    const prefixed = `cmp_${companyId.replaceAll('-', '')}`
    for (const name of [companyId, prefixed, 'acme', 'ACM']) expect(await resolveCompany(name)).toBe(companyId)
    expect(await resolveCompany('nothing')).toBeNull()
    const agentId = await insertAgent('active')
    expect(await companyOf('agent', agentId)).toBe(companyId)
    expect(await companyOf('agent', newId())).toBeNull()
    expect(await companyOf('task', 'no id')).toBeNull()
  })
})
