import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPromise } from 'yauzl'
import { ZipFile } from 'yazl'
import { deleteAttachment, sweepAttachments, uploadAttachment } from '@/features/documents'
import { createTask, postMessage } from '@/features/tasks'
import { createSecret } from '@/features/vault'
import { BackupProblem, checkBackup, loadBackup, type Manifest, openBackup, writeBackup } from '@/platform/backup'
import { closePools } from '@/platform/database'
import { applyMigrations, knownMigrations } from '@/platform/database/migrate'
import { newId } from '@/platform/ids'
import { storage } from '@/platform/storage'
import { localStorage } from '@/platform/storage/local'
import { asDatabaseOwner, foundCompany, sealAll, type TestCompany } from '@/testing/company'
import { FILES_SQL, KEYS_SQL } from './run'

const quiet = () => {}
const never = new AbortController().signal
let folder: string
let company: TestCompany
let file: string
let manifest: Manifest
const made: string[] = []

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-keeping-'))
  company = await foundCompany({ name: 'Keepers' })
  await company.hire()
  const task = await createTask(company.board, { title: 'Keep what we have' })
  const about = { taskId: task.id, fileName: 'plan.txt', contentType: 'text/plain' }
  await uploadAttachment(company.board, about, Readable.from([Buffer.from('the plan')]))
  await createSecret(company.board, { name: 'TOKEN', value: 'planted-secret-value' })
  await sealAll(company.id)
  // somebody works while the backup is written
  let isOver = false
  const writing = [1, 2, 3].map(async (writer) => {
    for (let n = 0; !isOver; n++) {
      await postMessage(company.board, { taskId: task.id, content: `${writer}: ${n} \\ tab\t line\nend \\N` })
    }
  })
  file = path.join(folder, 'first.backup')
  manifest = await backUp(file).finally(() => {
    isOver = true
    return Promise.all(writing)
  })
})

afterAll(async () => {
  for (const name of made) await asDatabaseOwner(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  fs.rmSync(folder, { recursive: true, force: true })
  await closePools()
})

function backUp(out: string, signal = never): Promise<Manifest> {
  const about = { url: process.env.DATABASE_URL ?? '', productVersion: '0.1.0', now: new Date(), storage: storage() }
  return writeBackup({ ...about, out, filesSql: FILES_SQL, keysSql: KEYS_SQL, tell: quiet, signal })
}

type Target = { url: string; files: ReturnType<typeof localStorage>; sql: typeof asDatabaseOwner; end(): Promise<void> }

/** An address where nothing is yet. */
function elsewhere(user?: { name: string; password: string }): Target {
  const name = `restored_${newId().replaceAll('-', '')}`
  made.push(name)
  const url = new URL(process.env.DATABASE_URL ?? '')
  url.pathname = `/${name}`
  if (user) Object.assign(url, { username: user.name, password: user.password })
  const sql = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: url.toString() })
    await client.connect()
    try {
      return (await client.query<Row>(text, values)).rows
    } finally {
      await client.end()
    }
  }
  const files = localStorage(path.join(folder, name))
  return { url: url.toString(), files, sql, end: async () => {} }
}

async function restoreTo(target: Target, from = file, isReplacing = false, signal = never): Promise<void> {
  const backup = await openBackup(from)
  try {
    await checkBackup(backup, quiet)
    const where = { url: target.url, storage: target.files, filesSql: FILES_SQL, countedTables: ['Company', 'Task'] }
    await loadBackup(backup, { ...where, isReplacing, tell: quiet, signal })
  } finally {
    backup.close()
  }
}

async function countsIn(target: Target, of = manifest): Promise<Record<string, number>> {
  const each = of.tables.map(
    ({ schema, name }) => `SELECT '${schema}.${name}' AS name, count(*)::int AS rows FROM ${schema}."${name}"`,
  )
  const rows = await target.sql<{ name: string; rows: number }>(each.join(' UNION ALL '))
  return Object.fromEntries(rows.map(({ name, rows }) => [name, rows]))
}

const countsOf = ({ tables }: Manifest) =>
  Object.fromEntries(tables.map(({ schema, name, rows }) => [`${schema}.${name}`, rows]))

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => {
      if (error instanceof BackupProblem) return error.message
      throw error
    },
  )

describe('a backup that was written while others wrote', () => {
  it('comes back as one moment: rows, files, sequences, and what the database itself keeps', async () => {
    const target = elsewhere()
    await restoreTo(target)
    expect(await countsIn(target)).toEqual(countsOf(manifest))
    const [moment] = await target.sql<{ said: number; kept: number; audited: number }>(
      `SELECT (SELECT count(*)::int FROM "Message") AS said, (SELECT sum("messageCount")::int FROM "Task") AS kept,
         (SELECT count(*)::int FROM "AuditEntry" WHERE action = 'message.posted') AS audited`,
    )
    expect(moment?.kept).toBe(moment?.said)
    expect(moment?.audited).toBe(moment?.said)
    const lost = `SELECT m.id, m.content FROM "Message" m ORDER BY id LIMIT 20`
    const first = await target.sql<{ id: string; content: string }>(lost)
    const ids = first.map(({ id }) => id)
    expect(first).toEqual(
      await asDatabaseOwner(`SELECT id, content FROM "Message" WHERE id = ANY($1) ORDER BY id`, [ids]),
    )
    const [attachment] = await target.sql<{ storageKey: string }>(`SELECT "storageKey" FROM "Attachment"`)
    expect((await buffer(await target.files.get(attachment!.storageKey))).toString()).toBe('the plan')
    await expect(target.sql(`DELETE FROM "AuditEntry"`)).rejects.toThrow(/append-only/)
    await expect(target.sql(`DELETE FROM "Company"`)).rejects.toThrow(/foreign key/)
    const [open] = await target.sql<{ open: number }>(
      `SELECT count(*)::int AS open FROM pg_class c WHERE relrowsecurity AND NOT relforcerowsecurity AND relnamespace = 'public'::regnamespace`,
    )
    expect(open?.open).toBe(0)
    const [next] = await target.sql<{ isNext: boolean }>(
      `SELECT nextval(pg_get_serial_sequence('"AuditEntry"', 'seq')) > max(seq) AS "isNext" FROM "AuditEntry"`,
    )
    expect(next?.isNext).toBe(true)
  })

  it('lies before all that is written after it, wherever it is restored', async () => {
    const target = elsewhere()
    await restoreTo(target)
    const [order] = await target.sql<{ isPast: boolean; unsealed: number; before: number }>(
      `SELECT (SELECT max(txid) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM "AuditEntry") AS "isPast",
         (SELECT count(*)::int FROM "AuditEntry" e JOIN "AuditHead" h USING ("companyId") WHERE (e.txid, e.seq) > (h."lastTxid", h."lastSeq")) AS unsealed,
         (SELECT count(*)::int FROM "AuditEntry") - (SELECT count(*)::int FROM "AuditSeal") AS before`,
    )
    expect(order?.isPast).toBe(true)
    expect(order?.unsealed).toBe(order?.before)
  })

  it('holds no secret in the open and no master key', async () => {
    const backup = await openBackup(file)
    const parts = await Promise.all(
      manifest.tables.map(async (table) =>
        buffer(await backup.read(`tables/${table.schema}/${table.name}.copy`, table)),
      ),
    )
    backup.close()
    const all = Buffer.concat([...parts, Buffer.from(JSON.stringify(manifest))])
    expect(all.includes('planted-secret-value')).toBe(false)
    expect(all.includes(process.env.PAPERCLIP_MASTER_KEY ?? '?')).toBe(false)
    const [{ keyId } = { keyId: '' }] = await asDatabaseOwner<{ keyId: string }>(`SELECT "keyId" FROM "SecretVersion"`)
    expect(manifest.keyIds).toEqual([keyId])
  })

  it('keeps the files that it names from being removed until it is done', async () => {
    const other = await foundCompany()
    const task = await createTask(other.board, { title: 'Throw away' })
    const about = { taskId: task.id, fileName: 'old.txt', contentType: 'text/plain' }
    const { id } = await uploadAttachment(other.board, about, Readable.from([Buffer.from('old')]))
    const out = path.join(folder, 'kept.backup')
    const swept: number[] = []
    const about2 = { url: process.env.DATABASE_URL ?? '', productVersion: '0.1.0', now: new Date(), out, signal: never }
    const get = storage().get
    const slow = {
      ...storage(),
      get: async (key: string) => {
        if (key.includes(other.id)) {
          await deleteAttachment(other.board, { attachmentId: id })
          swept.push(await sweepAttachments())
        }
        return get(key)
      },
    }
    const written = await writeBackup({ ...about2, storage: slow, filesSql: FILES_SQL, keysSql: KEYS_SQL, tell: quiet })
    expect(written.files).toMatchObject({ count: 2, missing: 0 })
    expect(swept).toEqual([0])
    expect(await sweepAttachments()).toBe(1)
  })
})

describe('a database', () => {
  it('that is filled is left alone, unless its replacement is asked for', async () => {
    const target = elsewhere()
    await restoreTo(target)
    await target.sql(`UPDATE "Company" SET name = 'Still here'`)
    expect(await problemOf(restoreTo(target))).toMatch(/not empty.*1 × Company, 1 × Task.*--replace/)
    const idle = new pg.Client({ connectionString: target.url })
    await idle.connect()
    expect(await problemOf(restoreTo(target, file, true))).toMatch(/in use by 1 other/)
    await idle.end()
    expect(await target.sql(`SELECT name FROM "Company"`)).toEqual([{ name: 'Still here' }])
    await restoreTo(target, file, true)
    expect(await target.sql(`SELECT name FROM "Company"`)).toEqual([{ name: 'Keepers' }])
  })

  it('is as it was when the work is stopped in the middle', async () => {
    const target = elsewhere()
    await restoreTo(target)
    await target.sql(`UPDATE "Company" SET name = 'Still here'`)
    const ending = new AbortController()
    const backup = await openBackup(file)
    const where = { url: target.url, storage: target.files, filesSql: FILES_SQL, countedTables: ['Company'] }
    const tell = (text: string) => text.startsWith('Table 40 ') && ending.abort(new BackupProblem('Stopped.'))
    await expect(loadBackup(backup, { ...where, isReplacing: true, tell, signal: ending.signal })).rejects.toThrow()
    backup.close()
    expect(ending.signal.aborted).toBe(true)
    expect(await target.sql(`SELECT name FROM "Company"`)).toEqual([{ name: 'Still here' }])
    expect(await countsIn(target)).toEqual(countsOf(manifest))
  })

  it('may belong to a user who is no superuser', async () => {
    const user = { name: `keeper_${newId().slice(-8)}`, password: 'keeper-password' }
    await asDatabaseOwner(`CREATE ROLE ${user.name} LOGIN CREATEROLE CREATEDB PASSWORD '${user.password}'`)
    await asDatabaseOwner(`GRANT paperclip_app, paperclip_system, paperclip_backup TO ${user.name} WITH ADMIN OPTION`)
    const target = elsewhere(user)
    try {
      await restoreTo(target)
      const out = path.join(folder, 'second.backup')
      const about = { url: target.url, productVersion: '0.1.0', now: new Date(), storage: target.files, signal: never }
      const second = await writeBackup({ ...about, out, filesSql: FILES_SQL, keysSql: KEYS_SQL, tell: quiet })
      expect(countsOf(second)).toEqual(countsOf(manifest))
      expect(await problemOf(restoreTo(target))).toMatch(/1 × Company/)
    } finally {
      await asDatabaseOwner(`DROP DATABASE ${made.at(-1)} WITH (FORCE)`)
      await asDatabaseOwner(`DROP OWNED BY ${user.name}; DROP ROLE ${user.name}`)
    }
  })
})

/** The same archive, but for what `change` answers: other bytes for an entry, or null to leave it out. */
async function forge(name: string, change: (path: string, bytes: Buffer) => Buffer | null): Promise<string> {
  const forged = path.join(folder, name)
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false })
  const packer = new ZipFile()
  const written = pipeline(packer.outputStream as Readable, fs.createWriteStream(forged))
  for await (const entry of zip.eachEntry()) {
    const bytes = change(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)))
    if (bytes) packer.addBuffer(bytes, entry.fileName)
  }
  packer.end()
  await written
  zip.close()
  return forged
}

describe('a file that is not what was written', () => {
  const company = 'tables/public/Company.copy'

  it('is refused before anything is touched, whatever was changed in it', async () => {
    const target = elsewhere()
    const renamed = (bytes: Buffer) => Buffer.from(bytes.toString().replace('Keepers', 'Tampers'))
    const cases: [sentence: RegExp, change: Parameters<typeof forge>[1]][] = [
      [/Company.copy is not what was written/, (at, bytes) => (at === company ? renamed(bytes) : bytes)],
      [
        /attachments.* is not what was written/,
        (at, bytes) => (at.startsWith('files/') ? Buffer.from('my plan') : bytes),
      ],
      [/Company.copy is missing/, (at, bytes) => (at === company ? null : bytes)],
      [/list of contents was changed/, (at, bytes) => (at === 'manifest.json' ? Buffer.concat([bytes, bytes]) : bytes)],
      [/manifest.json is missing/, (at, bytes) => (at === 'manifest.json' ? null : bytes)],
    ]
    for (const [sentence, change] of cases) {
      expect(await problemOf(restoreTo(target, await forge('forged.backup', change)))).toMatch(sentence)
    }
    expect(
      await problemOf(openBackup(await forge('same.backup', (_at, bytes) => bytes)).then((same) => same.close())),
    ).toBe('none')
    const [{ found } = { found: 1 }] = await asDatabaseOwner<{ found: number }>(
      `SELECT count(*)::int AS found FROM pg_database WHERE datname = $1`,
      [made.at(-1)],
    )
    expect(found).toBe(0)
  })

  it('is refused when its end is missing', async () => {
    const { size } = fs.statSync(file)
    for (const part of [0, 0.5, 0.99]) {
      const cut = path.join(folder, 'cut.backup')
      fs.writeFileSync(cut, fs.readFileSync(file).subarray(0, Math.floor(size * part)))
      expect(await problemOf(restoreTo(elsewhere(), cut)), String(part)).toMatch(/no backup, or its end is missing/)
    }
  })

  it('is refused when a newer version wrote it', async () => {
    const backup = await openBackup(file)
    const newer = {
      ...backup.manifest,
      migrations: [...manifest.migrations, { name: '29991231235959_later', checksum: '' }],
    }
    const where = { url: elsewhere().url, storage: storage(), filesSql: FILES_SQL, countedTables: [] }
    const loading = loadBackup(
      { ...backup, manifest: newer },
      { ...where, isReplacing: true, tell: quiet, signal: never },
    )
    expect(await problemOf(loading)).toMatch(/newer version.*29991231235959_later/)
    backup.close()
  })
})

it('brings a backup of an older version to this one', async () => {
  const older = elsewhere()
  const migrations = path.join(folder, 'migrations')
  for (const name of knownMigrations().filter((each) => each < '20261121127000')) {
    fs.cpSync(path.join('prisma/migrations', name), path.join(migrations, name), { recursive: true })
  }
  await applyMigrations(older.url, { folder: migrations })
  await older.sql(`INSERT INTO "Person" (id, name) VALUES (gen_random_uuid(), 'An early one')`)
  const out = path.join(folder, 'older.backup')
  const about = { url: older.url, productVersion: '0.0.9', now: new Date(), storage: older.files, signal: never }
  await writeBackup({ ...about, out, filesSql: FILES_SQL, keysSql: KEYS_SQL, tell: quiet })
  const target = elsewhere()
  await restoreTo(target, out)
  const [now] = await target.sql<{ name: string; invitations: number; applied: number }>(
    `SELECT (SELECT name FROM "Person") AS name, (SELECT count(*)::int FROM "Invitation") AS invitations,
       (SELECT count(*)::int FROM "_prisma_migrations") AS applied`,
  )
  expect(now).toEqual({ name: 'An early one', invitations: 0, applied: knownMigrations().length })
})

describe('a backup that cannot be written', () => {
  it.each([
    ['exists', () => file, /is there already/],
    ['has no folder', () => path.join(folder, 'none', 'x.backup'), /There is no folder/],
    ['is a folder', () => folder, /is there already|is a folder/],
  ])('says so in a sentence when its file %s', async (_what, out, sentence) => {
    expect(await problemOf(backUp(out()))).toMatch(sentence)
  })

  it('leaves nothing when it is stopped', async () => {
    const ending = new AbortController()
    const before = fs.readdirSync(folder)
    const out = path.join(folder, 'stopped.backup')
    const about = { url: process.env.DATABASE_URL ?? '', productVersion: '0.1.0', now: new Date(), storage: storage() }
    const tell = (text: string) => text.startsWith('Table 20 ') && ending.abort(new BackupProblem('Stopped.'))
    const stopped = writeBackup({ ...about, out, filesSql: FILES_SQL, keysSql: KEYS_SQL, tell, signal: ending.signal })
    expect(await problemOf(stopped)).toBe('Stopped.')
    expect(fs.readdirSync(folder)).toEqual(before)
  })

  // a disk of its own needs root, and not every machine lets root make one
  it.runIf(process.getuid?.() === 0)('says that the disk is full, and leaves nothing', async ({ skip }) => {
    const disk = path.join(folder, 'disk')
    fs.mkdirSync(disk)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12k', 'tmpfs', disk])
    skip(mounted.status !== 0, 'no disk can be made here')
    try {
      expect(await problemOf(backUp(path.join(disk, 'x.backup')))).toMatch(/disk of .* is full/)
      expect(fs.readdirSync(disk)).toEqual([])
    } finally {
      spawnSync('umount', [disk])
    }
  })
})
