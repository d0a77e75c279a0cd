import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { build, stop } from 'esbuild'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createKillEngine, STEPS } from './kill-process'

const KILLS = 10
/** A kill that comes when all is done already does not count; so many may. */
const MOST_ROUNDS = 2 * KILLS
const EVENTS_PER_KILL = 20
// A standby that is never started: it takes events in and does no work.
const { engine, pool } = createKillEngine()
const children: ChildProcess[] = []

/** Bundled once, as it is started often; below the folder where its packages are found. */
const program = path.resolve('test-results', `kill-process-${process.pid}.mjs`)

function startProcess(): ChildProcess {
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'ignore', 'inherit'] })
  children.push(child)
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

const number = async (query: string): Promise<number> => Number((await pool.query<{ n: string }>(query)).rows[0]?.n)
const executions = () => number('select count(*) as n from kill_executions')
const unfinished = () => number(`select count(*) as n from engine.runs where status = 'running'`)

beforeAll(async () => {
  const entryPoints = [path.join(import.meta.dirname, 'kill-process.ts')]
  await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
  await stop()
  await pool.query('create table kill_executions (run_id text, step int, result text)')
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await pool.end()
  fs.rmSync(program, { force: true })
})

it(`loses nothing and runs nothing twice when it is killed ${KILLS} times under load`, {
  timeout: 400_000,
}, async () => {
  let killedAtWork = 0
  let rounds = 0
  let child = startProcess()
  for (; killedAtWork < KILLS && rounds < MOST_ROUNDS; rounds++) {
    const before = await executions()
    const ids = Array.from({ length: EVENTS_PER_KILL }, (_, i) => ({ id: `event-${rounds}-${i}`, name: 'kill/load' }))
    await engine.send(ids)
    await vi.waitFor(async () => expect(await executions()).toBeGreaterThan(before + EVENTS_PER_KILL), {
      timeout: 60_000,
      interval: 20,
    })
    await kill(child)
    if ((await unfinished()) > 0) killedAtWork++
    child = startProcess()
  }
  await vi.waitFor(async () => expect(await unfinished()).toBe(0), { timeout: 180_000, interval: 50 })
  await kill(child)
  expect(killedAtWork).toBe(KILLS)

  const runs = await pool.query<{
    event_id: string
    status: string
    output: string[]
    stack: string[]
    recorded: string[]
  }>(`
    select r.event->>'id' as event_id, r.status, r.output, r.stack,
      (select array_agg(s.data #>> '{}') from engine.steps s where s.run_id = r.run_id and s.status = 'done') as recorded
    from engine.runs r`)
  const events = rounds * EVENTS_PER_KILL
  expect(runs.rows.map((run) => run.status)).toEqual(Array(events).fill('completed'))
  expect(new Set(runs.rows.map((run) => run.event_id)).size).toBe(events)
  for (const run of runs.rows) {
    expect(new Set(run.stack).size).toBe(STEPS)
    expect(run.output).toHaveLength(STEPS)
    expect([...run.recorded].sort()).toEqual([...run.output].sort())
  }
  // Every recorded result was made by a body, and a body that was cut off was run again.
  const made = await pool.query<{ result: string }>('select result from kill_executions')
  const results = new Set(made.rows.map((row) => row.result))
  expect(runs.rows.flatMap((run) => run.output).every((result) => results.has(result))).toBe(true)
  expect(results.size).toBeGreaterThanOrEqual(events * STEPS)
  expect(await number('select count(*) as n from graphile_worker.jobs where locked_at is null')).toBe(0)
})
