import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { isAlive } from './embedded/cluster'
import { type EmbeddedPostgres, ensurePostgres } from './embedded-postgres'
import { applyMigrations } from './migrate'

const FIRST_PORT = 55_620
const clean: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const step of clean.splice(0).reverse()) await step()
})

function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-cluster-'))
  fs.chmodSync(folder, 0o755)
  clean.push(() => fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function start(dataDir: string, port = FIRST_PORT): Promise<EmbeddedPostgres> {
  const server = await ensurePostgres({ dataDir, port, database: 'postgres' })
  clean.push(() => server.stop())
  return server
}

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows
  } finally {
    await client.end()
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; !condition(); await sleep(20)) {
    if (Date.now() > deadline) throw new Error('the condition did not come true in 30 s')
  }
}

describe('ensurePostgres', () => {
  it('creates a cluster in an empty folder, durable and with a password that only its owner can read', async () => {
    const dataDir = path.join(temporaryFolder(), 'postgres')
    const server = await start(dataDir)
    expect(server.isReused).toBe(false)
    expect(await query(server.url, 'show fsync')).toEqual([{ fsync: 'on' }])
    expect(await query(server.url, 'show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
    expect(fs.statSync(path.join(dataDir, 'superuser.password')).mode & 0o077).toBe(0)
    const stranger = new URL(server.url)
    stranger.password = 'postgres'
    await expect(query(stranger.toString(), 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('keeps committed rows over stop and start, and reuses a running server', async () => {
    const dataDir = path.join(temporaryFolder(), 'postgres')
    const first = await start(dataDir)
    await query(first.url, 'create table kept as select 42 as answer')
    await first.stop()
    expect(isAlive(first.pid)).toBe(false)
    const second = await start(dataDir)
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
    const third = await start(dataDir, FIRST_PORT + 9)
    expect(third).toMatchObject({ isReused: true, pid: second.pid, port: second.port })
  })

  it('recovers after kill -9 of the server, and tells that it ended', async () => {
    const dataDir = path.join(temporaryFolder(), 'postgres')
    const first = await start(dataDir)
    await query(first.url, 'create table kept as select 42 as answer')
    process.kill(first.pid, 'SIGKILL')
    await first.exited
    const second = await start(dataDir)
    expect(second.isReused).toBe(false)
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  it('does not take another program for its server when the process number was reused', async () => {
    const dataDir = path.join(temporaryFolder(), 'postgres')
    const first = await start(dataDir)
    const left = fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8')
    await first.stop()
    const bystander = spawn('sleep', ['600'])
    clean.push(() => void bystander.kill('SIGKILL'))
    const lines = left.split('\n')
    lines[0] = String(bystander.pid)
    fs.writeFileSync(path.join(dataDir, 'postmaster.pid'), lines.join('\n'))
    const second = await start(dataDir)
    expect(second.isReused).toBe(false)
    expect(bystander.exitCode).toBe(null)
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('takes the next port when somebody else listens on the wanted one', async () => {
    const other = net.createServer().listen(0, '127.0.0.1')
    clean.push(() => void other.close())
    await until(() => other.listening)
    const { port } = other.address() as net.AddressInfo
    const server = await start(path.join(temporaryFolder(), 'postgres'), port)
    expect(server.port).toBeGreaterThan(port)
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('survives two cold starts at once: one server, which both use', async () => {
    const dataDir = path.join(temporaryFolder(), 'postgres')
    const script = path.join(import.meta.dirname, '../../testing/print-postgres.ts')
    const run = () =>
      new Promise<string>((resolve) => {
        const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir, String(FIRST_PORT)])
        let output = ''
        for (const stream of [child.stdout, child.stderr]) {
          stream.on('data', (chunk: Buffer) => {
            output += chunk
          })
        }
        child.once('close', () => resolve(output.trim()))
      })
    const [a, b] = await Promise.all([run(), run()])
    const server = await start(dataDir)
    expect([a, b]).toEqual([server.url, server.url])
    expect(fs.readdirSync(path.dirname(dataDir)).sort()).toEqual(['postgres', 'postgres.log'])
  })

  it.runIf(process.getuid?.() === 0)('works as an ordinary user', () => {
    const folder = temporaryFolder()
    fs.chownSync(folder, 65_534, 65_534)
    const script = path.join(import.meta.dirname, '../../testing/print-postgres.ts')
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', script, path.join(folder, 'postgres'), String(FIRST_PORT), 'stop'],
      { uid: 65_534, gid: 65_534, encoding: 'utf8', env: { ...process.env, HOME: folder, TMPDIR: folder } },
    )
    expect(stderr).toBe('')
    expect(stdout.trim()).toMatch(/^postgresql:\/\/postgres:/)
  })
})

describe('applyMigrations', () => {
  it('creates the database, applies once under concurrency, and leaves nothing of a failed migration', async () => {
    const folder = temporaryFolder()
    const migrations = path.join(folder, 'migrations')
    const add = (name: string, sql: string) => {
      fs.mkdirSync(path.join(migrations, name), { recursive: true })
      fs.writeFileSync(path.join(migrations, name, 'migration.sql'), sql)
    }
    const server = await start(path.join(folder, 'postgres'))
    const url = server.url.replace(/postgres$/, 'product')
    add('0001_init', 'create table things (name text); insert into things values (1);')
    const apply = () => applyMigrations(url, { folder: migrations })
    const answers = await Promise.all([apply(), apply(), apply(), apply()])
    expect(answers.flat()).toEqual(['0001_init'])
    expect(await query(url, 'select name from things')).toEqual([{ name: '1' }])

    add('0002_wrong', 'create table more (name text); select nonsense;')
    await expect(apply()).rejects.toThrow(/0002_wrong failed, and nothing of it was kept/)
    expect(await query(url, "select to_regclass('more') as found")).toEqual([{ found: null }])
    add('0002_wrong', 'create table more (name text);')
    expect(await apply()).toEqual(['0002_wrong'])
    expect(await apply()).toEqual([])

    const warnings: string[] = []
    add('0001_init', 'create table things (name text);')
    await applyMigrations(url, { folder: migrations, warn: (sentence) => warnings.push(sentence) })
    expect(warnings).toEqual(['Migration 0001_init was edited after it was applied.'])
  })
})
