import fs from 'node:fs'
import { checkBackup, loadBackup, openBackup, writeBackup } from '@/platform/backup'
import { now } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { storage } from '@/platform/storage'
import { verifyAll } from './verify'

const tell = (text: string) => void process.stderr.write(`  ${text}\n`)

/** Files of the storage that the database names. */
export const FILES_SQL = `SELECT "storageKey" AS key, "contentType" FROM "Attachment" WHERE "deletedAt" IS NULL ORDER BY id`
/** Master keys that sealed something in the database. */
export const KEYS_SQL = `SELECT "keyId" AS id FROM "SecretVersion" UNION
  SELECT "secretKeyId" FROM "RoutineTrigger" WHERE "secretKeyId" IS NOT NULL ORDER BY 1`
/** What tells a person how much there is. */
const COUNTED = ['Company', 'Person', 'Agent', 'Task', 'Run', 'CostEntry']

/** Writes a backup. @returns true: it is complete */
export async function backUp(url: string, out: string, signal: AbortSignal): Promise<boolean> {
  const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string }
  const about = { url, out, productVersion: version, now: now(), storage: storage(), signal, tell }
  const { tables, files, keyIds } = await writeBackup({ ...about, filesSql: FILES_SQL, keysSql: KEYS_SQL })
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  process.stdout.write(`${out}\n`)
  tell(`${rows} rows of ${tables.length} tables and ${files.count} files, ${fs.statSync(out).size} bytes.`)
  if (keyIds.length > 0) tell(`Its secrets open with the master key ${keyIds.join(', ')}, which is not in it.`)
  if (files.missing > 0) tell(`${files.missing} files are named by the database and not in the storage; see above.`)
  return true
}

/**
 * Restores a backup and checks what came back.
 * @returns false when something of it is not as it should be; it was told
 */
export async function restore(url: string, file: string, isReplacing: boolean, signal: AbortSignal): Promise<boolean> {
  const backup = await openBackup(file)
  try {
    tell(`A backup of ${backup.manifest.createdAt} by version ${backup.manifest.productVersion}`)
    await checkBackup(backup, tell)
    const target = { url, storage: storage(), filesSql: FILES_SQL, countedTables: COUNTED }
    await loadBackup(backup, { ...target, isReplacing, tell, signal })
    const problems = await verifyAll(tell)
    for (const problem of problems) process.stderr.write(`${problem}\n`)
    process.stdout.write(problems.length === 0 ? 'Restored and checked.\n' : 'Restored, but see above.\n')
    return problems.length === 0
  } finally {
    backup.close()
    await closePools()
  }
}
