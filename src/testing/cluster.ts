import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { isAlive } from '@/platform/database/embedded/cluster'
import { type EmbeddedPostgres, ensurePostgres } from '@/platform/database/embedded-postgres'
import { applyMigrations } from '@/platform/database/migrate'
import { announceCluster, databaseUrl, TEMPLATE } from './database'

const PREFIX = 'paperclip-test-cluster-'
const FIRST_PORT = 54_490

/**
 * Starts a throw-away cluster with a migrated template and announces it to `cloneDatabase`. Returns what stops and removes it.
 * Clusters whose test run was killed are removed first.
 */
export async function startTestCluster(): Promise<() => Promise<void>> {
  await removeAbandoned()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`))
  fs.chmodSync(folder, 0o755) // where PostgreSQL has to run as another user, that user must get in
  const server = await start(folder)
  try {
    await applyMigrations(databaseUrl(server.url, TEMPLATE))
  } catch (error) {
    await remove(folder, server)
    throw error
  }
  announceCluster(server.url)
  return () => remove(folder, server)
}

function start(folder: string): Promise<EmbeddedPostgres> {
  const dataDir = path.join(folder, 'postgres')
  return ensurePostgres({ dataDir, port: FIRST_PORT, database: 'postgres', isThrowAway: true })
}

async function remove(folder: string, server: EmbeddedPostgres): Promise<void> {
  await server.stop()
  fs.rmSync(folder, { recursive: true, force: true })
}

async function removeAbandoned(): Promise<void> {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]
    if (!owner || isAlive(Number(owner))) continue
    const folder = path.join(os.tmpdir(), name)
    const pid = Number(readText(path.join(folder, 'postgres', 'postmaster.pid')).split('\n')[0])
    if (pid > 0 && isAlive(pid)) await (await start(folder)).stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
