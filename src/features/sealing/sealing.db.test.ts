import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { build, stop } from 'esbuild'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addTrigger, createRoutine, rotateTriggerSecret } from '@/features/routines'
import { openSettingsTest, registerWorker } from '@/features/runs'
import { createSecret, resolveSettings, rotateSecret } from '@/features/vault'
import { closePools } from '@/platform/database'
import { masterKeys } from '@/platform/master-key'
import { asDatabaseOwner, foundCompany, type TestCompany, until } from '@/testing/company'
import { PROTOCOL_VERSION } from '@/worker/protocol'
import { keysInUse } from '.'

const [OLD, NEW] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]
// this process is a server that seals with the old key still, and knows the new one already
process.env.PAPERCLIP_MASTER_KEY = `${OLD},${NEW}`

const SECRETS = 230
/** A process that reseals is stopped after so many, inside of a transaction. */
const STOPS_AFTER = 200
const STOP = 4711

const program = path.resolve('test-results', `rotation-process-${process.pid}.mjs`)
const children: ChildProcess[] = []
let company: TestCompany

/** Another server, with other settings: begins, does its deed, ends. */
function begin(deed: 'reseal' | 'open', keys: string): ChildProcess {
  const env = { ...process.env, PAPERCLIP_MASTER_KEY: keys }
  const child = spawn(process.execPath, [program, deed], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

async function outputOf(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk
  })
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
  return text
}

const underNew = async (): Promise<number> => {
  const [row] = await asDatabaseOwner<{ n: number }>(
    `SELECT count(*)::int AS n FROM "SecretVersion" WHERE "keyId" = $1`,
    [masterKeys()[1]?.id],
  )
  return row?.n ?? 0
}

const digest = (texts: readonly string[]) => texts.map((text) => createHash('sha256').update(text).digest('hex')).sort()

beforeAll(async () => {
  company = await foundCompany()
  const entryPoints = [path.join(import.meta.dirname, 'rotation-process.ts')]
  await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
  await stop()
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  fs.rmSync(program, { force: true })
  await closePools()
})

/** Whoever seals the batch after so many waits for a lock that the test holds. */
async function holdAfter(count: number): Promise<() => Promise<void>> {
  await asDatabaseOwner(`CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    IF (SELECT count(*) FROM "SecretVersion" WHERE "keyId" = '${masterKeys()[1]?.id}') >= ${count}
    THEN PERFORM pg_advisory_xact_lock_shared(${STOP}); END IF;
    RETURN NULL; END $$`)
  await asDatabaseOwner(
    `CREATE TRIGGER held BEFORE UPDATE ON "SecretVersion" FOR EACH STATEMENT EXECUTE FUNCTION held()`,
  )
  const client = new pg.Client(process.env.DATABASE_URL)
  await client.connect()
  await client.query(`SELECT pg_advisory_lock(${STOP})`)
  return () => client.end()
}

async function killOneInTheMiddle(): Promise<void> {
  const release = await holdAfter(STOPS_AFTER)
  const child = begin('reseal', `${NEW},${OLD}`)
  await until('a process to be inside of a batch', async () => {
    const rows = await asDatabaseOwner(
      `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = ${STOP} AND NOT granted`,
    )
    return rows.length > 0
  })
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  await release()
}

it('changes the master key while everybody works: every value opens, none stays behind, and the old key may go', async () => {
  const { board, system } = company
  const names = Array.from({ length: SECRETS }, (_, i) => `S${i}`)
  const ids: string[] = []
  for (const name of names) ids.push((await createSecret(board, { name, value: `value of ${name}` })).id)
  await registerWorker({ version: PROTOCOL_VERSION, name: 'w', capacity: 1, labels: [], runtimes: ['bash'] })
  await openSettingsTest(board, { runtime: 'bash', runtimeConfig: { command: 'true', env: { API_KEY: 'tried out' } } })
  const { id: routineId } = await createRoutine(board, { title: 'R' })
  const hook = await addTrigger(board, { routineId, kind: 'webhook', signing: 'bearer' })

  const written = new Map(names.map((name, i) => [`${ids[i]} 1`, `value of ${name}`]))
  let hookSecret = hook.secret
  let isOver = false
  const write = async () => {
    for (let i = 0; !isOver; i = (i + 1) % SECRETS) {
      const value = `newer value ${written.size}`
      const { latestVersion } = await rotateSecret(board, { secretId: ids[i]!, value })
      written.set(`${ids[i]} ${latestVersion}`, value)
      if (i % 10 === 0) hookSecret = (await rotateTriggerSecret(board, { triggerId: hook.trigger.id })).secret
    }
  }
  const read = async () => {
    for (let i = 0; !isOver; i = (i + 7) % SECRETS) {
      const runtimeConfig = { env: { A: { secretId: ids[i], version: 1 } } }
      const { secrets } = await resolveSettings(system, { runId: null, agentId: null, runtimeConfig })
      expect(secrets).toEqual([`value of S${i}`])
    }
  }
  const load = Promise.all([write(), read(), read()])

  await killOneInTheMiddle()
  expect(await underNew()).toBeLessThan(SECRETS)
  await asDatabaseOwner('DROP FUNCTION held() CASCADE')
  await outputOf(begin('reseal', `${NEW},${OLD}`))
  expect(await underNew()).toBeGreaterThanOrEqual(SECRETS)
  isOver = true
  await load
  // what this server wrote meanwhile is under the old key, and comes with the next round
  await outputOf(begin('reseal', `${NEW},${OLD}`))

  const [old, fresh] = await keysInUse()
  expect({ old: old?.values, isFirst: old?.isFirst }).toEqual({ old: 0, isFirst: true })
  expect(fresh?.values).toBe(written.size + 2)
  const opened = JSON.parse(await outputOf(begin('open', NEW))) as Record<string, string[]>
  expect(digest(opened.SecretVersion ?? [])).toEqual(digest([...written.values()]))
  expect(opened.RoutineTrigger).toEqual([hookSecret])
  expect(opened.AgentTest).toHaveLength(1)
})
