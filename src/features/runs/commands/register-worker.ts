import { now } from '@/platform/clock'
import { systemSql } from '@/platform/database'
import { newId } from '@/platform/ids'
import type { LeasingWorker } from './lease-runs'

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

/** The worker with this id, or null for one that never registered here. */
export async function findWorker(workerId: string): Promise<Required<LeasingWorker> | null> {
  const [worker] = await systemSql<Required<LeasingWorker>>(`SELECT id, runtimes, labels FROM "Worker" WHERE id = $1`, [
    workerId,
  ])
  return worker ?? null
}
