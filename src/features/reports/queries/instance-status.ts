import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Identity } from '@/features/access'
import { LEASE_SECONDS, WorkerView } from '@/features/runs'
import { KeyInUse, keysInUse } from '@/features/sealing'
import { now } from '@/platform/clock'
import { enginePool, systemSql } from '@/platform/database'
import { queueState } from '@/platform/engine'
import { env } from '@/platform/env'
import { Refusal } from '@/platform/errors'
import { storage } from '@/platform/storage'
import { instanceProblems } from '../rules/instance-problems'

const InstanceWorker = WorkerView.omit({ createdAt: true })

export const InstanceStatus = z.object({
  version: z.string(),
  nodeVersion: z.string(),
  /** Of this server. */
  startedAt: z.string(),
  companies: z.number(),
  runs: z.object({ queued: z.number(), running: z.number(), oldestQueuedAt: z.string().nullable() }),
  /** Those that were heard within the hour; `liveRuns` is of all companies. */
  workers: z.array(InstanceWorker),
  /** What is due in the embedded engine, null with a server of its own; `unrelayed` are events that it has not heard of. */
  engine: z.object({
    kind: z.enum(['embedded', 'inngest']),
    due: z.number().nullable(),
    oldestDueAt: z.string().nullable(),
    unrelayed: z.number(),
    oldestUnrelayedAt: z.string().nullable(),
  }),
  /** When schedules were last looked at; null before the first time. */
  clockTickedAt: z.string().nullable(),
  database: z.object({ version: z.string(), bytes: z.number(), connections: z.number(), maxConnections: z.number() }),
  /** `freeBytes` of a disk of this machine; `problem`: why no file can be stored. */
  storage: z.object({
    driver: z.enum(['local', 's3']),
    place: z.string(),
    freeBytes: z.number().nullable(),
    problem: z.string().nullable(),
  }),
  /** What seals secrets: the first one seals, an older one without values may be taken away. */
  masterKeys: z.array(KeyInUse),
  /** What is wrong, and what to do about it. */
  problems: z.array(z.string()),
})
export type InstanceStatus = z.output<typeof InstanceStatus>

/**
 * How the installation stands: for its administrators.
 * @throws Refusal forbidden for anybody else
 */
export async function instanceStatus(identity: Identity): Promise<InstanceStatus> {
  if (identity.kind !== 'person' || !identity.isInstanceAdmin) {
    throw new Refusal('forbidden', 'Only an administrator of this installation can see how it stands.')
  }
  const isEmbedded = env().ENGINE === 'embedded'
  const [[figures], workers, [database], queue, kept, masterKeys] = await Promise.all([
    systemSql<Figures>(FIGURES),
    systemSql<InstanceStatus['workers'][number]>(WORKERS, [now()]),
    systemSql<InstanceStatus['database']>(DATABASE),
    isEmbedded ? queueState(enginePool()) : null,
    storageState(),
    keysInUse(),
  ])
  const { clockTickedAt, companies, unrelayed, oldestUnrelayedAt, ...runs } = figures!
  const engine = {
    kind: env().ENGINE,
    ...{ due: queue?.due ?? null, oldestDueAt: textOf(queue?.oldestDueAt), unrelayed, oldestUnrelayedAt },
  }
  return {
    ...{ version: productVersion(), nodeVersion: process.version, companies, runs, workers, engine, clockTickedAt },
    startedAt: new Date(now().getTime() - process.uptime() * 1000).toISOString(),
    database: database!,
    storage: kept,
    masterKeys,
    problems: instanceProblems({
      readyWorkers: workers.filter(({ state }) => state === 'ready').length,
      refusedWorkers: workers.filter(({ state }) => state === 'refused').length,
      queuedRuns: runs.queued,
      oldestQueuedSeconds: ageOf(runs.oldestQueuedAt),
      clockSeconds: ageOf(clockTickedAt),
      queueSeconds: ageOf(engine.oldestDueAt),
      relaySeconds: ageOf(oldestUnrelayedAt),
      connections: database!.connections,
      maxConnections: database!.maxConnections,
      storageProblem: kept.problem,
      freeBytes: kept.freeBytes,
      lostKeys: masterKeys.filter(({ source }) => source === null),
    }),
  }
}

type Figures = InstanceStatus['runs'] & {
  clockTickedAt: string | null
  companies: number
  unrelayed: number
  oldestUnrelayedAt: string | null
}

const FIGURES = `
SELECT (SELECT count(*)::int FROM "Company") AS companies, live.*, waiting.*,
  (SELECT at FROM "ClockTick" WHERE name = 'schedules') AS "clockTickedAt"
FROM (SELECT count(*) FILTER (WHERE state = 'queued')::int AS queued, count(*) FILTER (WHERE state = 'running')::int AS running,
        min("createdAt") FILTER (WHERE state = 'queued') AS "oldestQueuedAt"
      FROM "Run" WHERE state IN ('queued', 'running')) live,
  (SELECT count(*)::int AS unrelayed, min("createdAt") AS "oldestUnrelayedAt" FROM "OutboxEvent" WHERE "isForEngine" AND "relayedAt" IS NULL) waiting`

const WORKERS = `
SELECT w.id, w.name, w.version, w.capacity, w.labels, w.runtimes, w."lastBeatAt",
  CASE WHEN w."lastBeatAt" < $1::timestamptz - interval '${LEASE_SECONDS} seconds' THEN 'gone' WHEN w."isRefused" THEN 'refused'
       WHEN w."isDraining" THEN 'draining' ELSE 'ready' END AS state,
  (SELECT count(*)::int FROM "Run" r WHERE r.state = 'running' AND r."workerId" = w.id) AS "liveRuns"
FROM "Worker" w WHERE w."lastBeatAt" > $1::timestamptz - interval '1 hour' ORDER BY w."lastBeatAt" DESC, w.id LIMIT 200`

const DATABASE = `
SELECT current_setting('server_version') AS version, pg_database_size(current_database())::bigint AS bytes,
  (SELECT count(*)::int FROM pg_stat_activity WHERE datname IS NOT NULL) AS connections, current_setting('max_connections')::int AS "maxConnections"`

function ageOf(at: string | null): number | null {
  return at === null ? null : (now().getTime() - Date.parse(at)) / 1000
}

function textOf(at: string | Date | null | undefined): string | null {
  return at ? new Date(at).toISOString() : null
}

/** Of package.json, which stands where the server is started. */
function productVersion(): string {
  try {
    const manifest = fs.readFileSync(path.join(process.cwd(), 'package.json'), 'utf8')
    return String((JSON.parse(manifest) as { version?: unknown }).version ?? 'unknown')
  } catch {
    return 'unknown'
  }
}

/** Where files are kept, whether one could be stored now, and how much room a disk of this machine has. */
async function storageState(): Promise<InstanceStatus['storage']> {
  const { STORAGE_DRIVER: driver, STORAGE_PATH, STORAGE_BUCKET } = env()
  const problem = await storage()
    .check()
    .then(
      () => null,
      (error: unknown) => (error instanceof Refusal ? error.message : 'Files cannot be stored.'),
    )
  if (driver === 's3') return { driver, place: STORAGE_BUCKET ?? '', freeBytes: null, problem }
  const disk = await fs.promises.statfs(STORAGE_PATH).catch(() => null)
  return { driver, place: STORAGE_PATH, freeBytes: disk && disk.bavail * disk.bsize, problem }
}
