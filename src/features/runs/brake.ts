import type { Work } from '@/platform/command'
import { newsFor } from './news'
import { brakeAfter, fingerprintOf } from './rules/brake'
import type { RunState, WakeCause } from './schema'

/** Written down with every run, or said without doing: no progress. */
const ROUTINE = `a.action ~ '^(message|wake|run|spend|cost|secret)[.]' OR a.action IN ('task.checkedOut', 'task.released', 'effect.claimed')`

/** A task that its agent merely took up or let go of is where it was. */
const IS_DEED = `NOT (${ROUTINE}) AND (a.action <> 'task.updated' OR a.details ? 'assigneeId' OR a.details ? 'blockedByIds'
  OR (a.details->>'state' IS DISTINCT FROM a.details->>'from' AND a.details->>'state' NOT IN ('todo', 'in_progress', 'backlog')))`

/** SQL: that the brake `b` holds at $3, since nothing new has come. */
export const IS_BRAKED = `(b."isPaused" OR b."heldUntil" > $3) AND NOT ${newsFor('b."agentId"', 'b."taskId"', 'b.since')}`

type Run = { id: string; agentId: string; taskId: string | null; cause: WakeCause }

/**
 * Counts a run that left nothing behind on its task, by the audit log: nothing new came since the run before, and its agent did nothing
 * but talk. It has one live run at most, so what it did since is of this run. A run with progress lets go of the brake.
 */
export async function countIdleRun(
  work: Work,
  run: Run,
  ending: { state: RunState; errorCode: string | null },
): Promise<void> {
  if (!run.taskId || run.cause === 'verification' || ending.state === 'cancelled') return
  const pair = [work.companyId, run.agentId, run.taskId]
  const [seen] = await work.sql<{ since: string; hasProgress: boolean }>(
    `WITH w AS (
       SELECT r."createdAt", coalesce((SELECT before."finishedAt" FROM "Run" before WHERE before."companyId" = $1 AND before."taskId" = $3
         AND before."agentId" = $2 AND before.cause <> 'verification' AND before."createdAt" < r."createdAt" AND before."finishedAt" IS NOT NULL
         ORDER BY before."createdAt" DESC LIMIT 1), r."createdAt") AS since
       FROM "Run" r WHERE r."companyId" = $1 AND r.id = $4
     )
     SELECT w.since, ${newsFor('$2::uuid', '$3::uuid', 'w.since')}
       OR EXISTS (SELECT 1 FROM "AuditEntry" a WHERE a."companyId" = $1 AND a."actorId" = $2::text AND a.at >= w."createdAt"
         AND ${IS_DEED}) AS "hasProgress" FROM w`,
    [...pair, run.id],
  )
  if (!seen || seen.hasProgress) {
    await work.sql(`DELETE FROM "WakeBrake" WHERE "companyId" = $1 AND "agentId" = $2 AND "taskId" = $3`, pair)
    return
  }
  const [brake] = await work.sql<{ count: number }>(
    `INSERT INTO "WakeBrake" AS b ("companyId", "agentId", "taskId", fingerprint, count, since, "updatedAt")
     VALUES ($1, $2, $3, $4, 1, $5, $6)
     ON CONFLICT ("companyId", "agentId", "taskId") DO UPDATE SET fingerprint = excluded.fingerprint, since = excluded.since,
       count = CASE WHEN b.fingerprint = excluded.fingerprint THEN b.count + 1 ELSE 1 END, "updatedAt" = excluded."updatedAt"
     RETURNING count`,
    [...pair, fingerprintOf(run.cause, ending), seen.since, work.now],
  )
  await hold(work, pair, brake!.count)
}

async function hold(work: Work, pair: string[], count: number): Promise<void> {
  const { heldUntil, isPaused } = brakeAfter(count, work.now)
  await work.sql(
    `UPDATE "WakeBrake" SET "heldUntil" = $4, "isPaused" = $5 WHERE "companyId" = $1 AND "agentId" = $2 AND "taskId" = $3`,
    [...pair, heldUntil, isPaused],
  )
  if (!heldUntil && !isPaused) return
  const [, agentId, taskId] = pair as [string, string, string]
  const details = { taskId, runs: count, heldUntil: heldUntil?.toISOString() ?? null, reason: 'no_progress' }
  work.record({ action: 'wake.braked', subject: { kind: 'agent', id: agentId }, details })
  work.announce({ name: 'wake/braked', data: { agentId, taskId } })
}

/** Tasks on which wakes of an agent are held back now. */
export async function brakedTasks(work: Work, agentId: string): Promise<Set<string>> {
  const rows = await work.sql<{ taskId: string }>(
    `SELECT b."taskId" FROM "WakeBrake" b WHERE b."companyId" = $1 AND b."agentId" = $2 AND ${IS_BRAKED}`,
    [work.companyId, agentId, work.now],
  )
  return new Set(rows.map((row) => row.taskId))
}

/** Forgets what was counted before something new came. */
export async function releaseByNews(work: Work, agentId: string, taskId: string): Promise<void> {
  await work.sql(
    `DELETE FROM "WakeBrake" b WHERE b."companyId" = $1 AND b."agentId" = $2 AND b."taskId" = $3
     AND ${newsFor('b."agentId"', 'b."taskId"', 'b.since')}`,
    [work.companyId, agentId, taskId],
  )
}

/**
 * Lets an agent go on, on one task or on all of its own, at once.
 * @returns the tasks on which it had been counted
 */
export async function releaseBrakes(work: Work, agentId: string, taskId?: string | null): Promise<string[]> {
  const rows = await work.sql<{ taskId: string }>(
    `DELETE FROM "WakeBrake" WHERE "companyId" = $1 AND "agentId" = $2 AND ($3::uuid IS NULL OR "taskId" = $3) RETURNING "taskId"`,
    [work.companyId, agentId, taskId ?? null],
  )
  return rows.map((row) => row.taskId)
}
