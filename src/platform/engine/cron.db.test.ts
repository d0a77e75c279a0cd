import pg from 'pg'
import { afterAll, expect, it, vi } from 'vitest'
import { fireIfDue } from './cron'
import { createFunctionTable } from './function-table'
import type { Engine } from './types'

const SPEC = '0 0 1 1 *'
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 12 })
const log = { info() {}, warn() {}, error() {} }
const functions = createFunctionTable([{ id: 'tick', triggers: [{ cron: SPEC }], steps: {} }])
const engine: Engine = { pool, log, functions, call: async () => new Response(), lookAgainIn() {} }
const tick = functions.byId.get('tick')!
const runs = async () => (await pool.query('select 1 from engine.runs')).rowCount
afterAll(() => pool.end())

it('does not fire a trigger when it is first seen', async () => {
  await fireIfDue(engine, tick, SPEC)
  expect(await runs()).toBe(0)
})

it('fires a slot once, however many processes look at the same moment', async () => {
  await pool.query(`update engine.cron set last_slot = now() - interval '3 years'`)
  // All ten have seen that the slot is due, and are held back just before they claim it.
  const gate = await pool.connect()
  await gate.query('begin')
  await gate.query('select 1 from engine.cron for update')
  const firing = Array.from({ length: 10 }, () => fireIfDue(engine, tick, SPEC))
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await vi.waitFor(async () => expect((await pool.query(waiting)).rowCount).toBe(10), { timeout: 30_000, interval: 20 })
  await gate.query('commit')
  gate.release()
  await Promise.all(firing)
  expect(await runs()).toBe(1)
})

it('pain 16: leaves a tick out while the last one still works, and does not fire it later', async () => {
  const single = { ...functions.byId.get('tick')!, id: 'single', singleton: {} }
  const due = async () => {
    await pool.query(`update engine.cron set last_slot = now() - interval '3 years' where function_id = 'single'`)
    await fireIfDue(engine, single, SPEC)
    return pool.query(`select status from engine.runs where function_id = 'single'`)
  }
  await fireIfDue(engine, single, SPEC)
  expect((await due()).rows).toEqual([{ status: 'running' }])
  expect((await due()).rowCount).toBe(1)
  await pool.query(`update engine.runs set status = 'completed' where function_id = 'single'`)
  await fireIfDue(engine, single, SPEC)
  expect((await pool.query(`select 1 from engine.runs where function_id = 'single'`)).rowCount).toBe(1)
  expect((await due()).rowCount).toBe(2)
})
