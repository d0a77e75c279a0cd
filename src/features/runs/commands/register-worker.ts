import { now } from '@/platform/clock'
import { systemSql } from '@/platform/database'
import { newId } from '@/platform/ids'
import type { LeasingWorker } from './lease-runs'

type KnownWorker = Required<LeasingWorker> & { version: number }

export type WorkerIntro = { name: string; version: number; capacity: number; labels: string[]; runtimes: string[] }

/** Notes a worker process. Each start is a worker of its own: what an earlier process held, it has lost. */
export async function registerWorker(intro: WorkerIntro): Promise<{ workerId: string }> {
  const workerId = newId()
  await systemSql(
    `INSERT INTO "Worker" (id, name, version, capacity, labels, runtimes, "createdAt", "lastBeatAt") VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`,
    [workerId, intro.name, intro.version, intro.capacity, intro.labels, intro.runtimes, now()],
  )
  return { workerId }
}

/** Notes that a worker was turned away, once a name and version: people see that it is there, and why it runs nothing. */
export async function noteRefusedWorker(intro: WorkerIntro): Promise<void> {
  await systemSql(
    `WITH known AS (UPDATE "Worker" SET "lastBeatAt" = $7, labels = $5, runtimes = $6 WHERE name = $2 AND version = $3 AND "isRefused" RETURNING 1)
     INSERT INTO "Worker" (id, name, version, capacity, labels, runtimes, "createdAt", "lastBeatAt", "isRefused")
     SELECT $1, $2, $3, $4, $5, $6, $7, $7, true WHERE NOT EXISTS (SELECT 1 FROM known)`,
    [newId(), intro.name, intro.version, intro.capacity, intro.labels, intro.runtimes, now()],
  )
}

/** The worker with this id, or null for one that never registered here. */
export async function findWorker(workerId: string): Promise<KnownWorker | null> {
  const [worker] = await systemSql<KnownWorker>(`SELECT id, version, runtimes, labels FROM "Worker" WHERE id = $1`, [
    workerId,
  ])
  return worker ?? null
}
