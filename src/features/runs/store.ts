import { IS_HELD } from '@/features/tasks'
import type { Work } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { IS_BRAKED } from './brake'
import { IS_ANSWERED } from './news'
import { CAUSES_BY_RANK, type PendingWake, type Standing } from './rules/admission'
import { UNBRAKED_CAUSES } from './rules/brake'

export type Subject = Standing & {
  agentId: string
  runtime: string
  runtimeConfig: Record<string, unknown>
}

/**
 * Live runs of the company by agents of the runtime of agent `a`: the limit counts what an agent is, not what starts it. Checks are
 * the product's own.
 */
export const RUNS_OF_RUNTIME = `SELECT count(*)::int FROM "Run" o JOIN "Agent" oa ON oa."companyId" = $1 AND oa.id = o."agentId"
  WHERE o."companyId" = $1 AND o.state IN ('queued', 'running') AND o.cause <> 'verification' AND oa.runtime = a.runtime`

/** The agent, locked, with all that admission decides on. One admission at a time an agent. */
export async function lockSubject(work: Work, agentId: string): Promise<Subject | null> {
  const [agent] = await work.sql<Subject>(
    `SELECT a.id AS "agentId", a.runtime, a."runtimeConfig", a.status AS "agentStatus", c.status AS "companyStatus",
            c."maxConcurrentRuns", coalesce(a."heldUntil" > $3, false) AS "isHeldByProvider",
            (c."runtimeLimits"->>a.runtime)::int AS "runtimeLimit",
            CASE WHEN c."runtimeLimits" ? a.runtime THEN (${RUNS_OF_RUNTIME}) ELSE 0 END AS "liveRunsOfRuntime",
            EXISTS (SELECT 1 FROM "Run" WHERE "agentId" = a.id AND state IN ('queued', 'running')) AS "hasLiveRun",
            CASE WHEN c."maxConcurrentRuns" IS NULL THEN 0 ELSE
              (SELECT count(*)::int FROM "Run" WHERE "companyId" = $1 AND state IN ('queued', 'running')) END AS "liveRunsOfCompany"
     FROM "Agent" a JOIN "Company" c ON c.id = a."companyId" WHERE a."companyId" = $1 AND a.id = $2 FOR NO KEY UPDATE OF a`,
    [work.companyId, agentId, work.now],
  )
  return agent ?? null
}

export type InboxWake = PendingWake & {
  payload: Record<string, unknown>
  depth: number
  attempt: number
  retryOf: string | null
  /** Its task is on hold: the wake waits. */
  isTaskHeld: boolean
  /** The agent's runs on the task left nothing behind: the wake waits. */
  isBraked: boolean
}

/**
 * Wakes of an agent that are due, with the state of their tasks now: the first 200 in the order in which they lead. What waits comes
 * last, and crowds nothing out.
 * @param isChecks only the checks, which are the product's own work; else all others
 */
export function dueWakes(work: Work, agentId: string, isChecks: boolean): Promise<InboxWake[]> {
  return work.sql<InboxWake>(
    `SELECT w.id, w.cause, w."taskId", t.state AS "taskState", t."assigneeId" AS "taskAssigneeId", w."createdAt", w.payload, w.depth,
            w.attempt, w."retryOfRunId" AS "retryOf", ${IS_HELD} AS "isTaskHeld", coalesce(${IS_BRAKED}, false) AS "isBraked",
            w.cause = 'retry' AND ${IS_ANSWERED} AS "isAnswered"
     FROM "Wake" w LEFT JOIN "Task" t ON t."companyId" = $1 AND t.id = w."taskId"
     LEFT JOIN "WakeBrake" b ON b."companyId" = $1 AND b."agentId" = w."agentId" AND b."taskId" = w."taskId" AND w.cause <> ALL ($4)
     WHERE w."companyId" = $1 AND w."agentId" = $2 AND w.state = 'pending' AND w."dueAt" <= $3
       AND (w.cause = 'verification') = $5
     ORDER BY "isTaskHeld", "isBraked", array_position($6::text[], w.cause), w."createdAt", w.id LIMIT 200`,
    [work.companyId, agentId, work.now, UNBRAKED_CAUSES, isChecks, CAUSES_BY_RANK],
  )
}

/**
 * What to call up from the inbox of one agent, or of all of the company: the oldest wake that is due, and apart from it the oldest check,
 * since admission takes the two apart and one that is held must not stand before the other. Checks come first.
 */
export function wakesToCall(work: Work, agentId: string | null): Promise<{ id: string; agentId: string }[]> {
  return work.sql<{ id: string; agentId: string }>(
    `SELECT DISTINCT ON ("agentId", cause = 'verification') id, "agentId" FROM "Wake"
     WHERE "companyId" = $1 AND state = 'pending' AND ($2::uuid IS NULL OR "agentId" = $2) AND "dueAt" <= $3
     ORDER BY "agentId", cause = 'verification' DESC, "createdAt", id`,
    [work.companyId, agentId, work.now],
  )
}

/** Ends wakes without a run, each with its reason. */
export async function skipWakes(work: Work, ids: string[], reason: string): Promise<void> {
  if (ids.length === 0) return
  await work.sql(
    `UPDATE "Wake" SET state = 'skipped', reason = $3, "endedAt" = $4 WHERE "companyId" = $1 AND id = ANY($2) AND state = 'pending'`,
    [work.companyId, ids, reason, work.now],
  )
}

/** Ends all that waits in an agent's inbox but checks, due or not. @returns the ids */
export async function skipInbox(work: Work, agentId: string, reason: string): Promise<string[]> {
  const rows = await work.sql<{ id: string }>(
    `UPDATE "Wake" SET state = 'skipped', reason = $3, "endedAt" = $4
     WHERE "companyId" = $1 AND "agentId" = $2 AND state = 'pending' AND cause <> 'verification' RETURNING id`,
    [work.companyId, agentId, reason, work.now],
  )
  return rows.map(({ id }) => id).sort()
}

/**
 * Leaves wakes in the inbox, with why they wait.
 * @returns whether that is new for any of them
 */
export async function holdWakes(work: Work, ids: string[], reason: string, detail: string | null): Promise<boolean> {
  const rows = await work.sql<{ isNews: boolean }>(
    `UPDATE "Wake" w SET reason = $3, detail = $4 FROM "Wake" old WHERE w."companyId" = $1 AND w.id = ANY($2) AND w.state = 'pending'
     AND old."companyId" = $1 AND old.id = w.id AND (w.reason IS DISTINCT FROM $3 OR w.detail IS DISTINCT FROM $4)
     RETURNING old.reason IS DISTINCT FROM $3 AS "isNews"`,
    [work.companyId, ids, reason, detail],
  )
  return rows.some((row) => row.isNews)
}

/** Ends the task leases that a run holds; its tasks are free at once. The task before its lease, as every other writer does. */
export async function endLeasesOfRun(work: Work, runId: string): Promise<void> {
  await work.sql(
    `WITH held AS MATERIALIZED (
       SELECT t.id FROM "Task" t WHERE t."companyId" = $1 AND t.id = ANY (ARRAY(
         SELECT "taskId" FROM "Lease" WHERE "companyId" = $1 AND "runId" = $2 AND "expiresAt" > $3)) ORDER BY t.id FOR NO KEY UPDATE
     )
     UPDATE "Lease" l SET "expiresAt" = $3 FROM held
     WHERE l."companyId" = $1 AND l."taskId" = held.id AND l."runId" = $2 AND l."expiresAt" > $3`,
    [work.companyId, runId, work.now],
  )
}

/** Stores log events that are new; what the run has already is left alone. */
export async function storeEvents(work: Work, runId: string, events: readonly object[]): Promise<number> {
  const [row] = await work.sql<{ lastEventSeq: number }>(
    `WITH added AS (
       INSERT INTO "RunEvent" ("companyId", "runId", seq, at, kind, stream, text)
       SELECT $1, $2, seq, at, kind, stream, text
       FROM jsonb_to_recordset($3::jsonb) AS x(seq int, at timestamptz, kind text, stream text, text text)
       ON CONFLICT DO NOTHING RETURNING seq
     )
     UPDATE "Run" SET "lastEventSeq" = greatest("lastEventSeq", coalesce((SELECT max(seq) FROM added), 0)), "lastEventAt" = $4
     WHERE "companyId" = $1 AND id = $2 RETURNING "lastEventSeq"`,
    [work.companyId, runId, JSON.stringify(events), work.now],
  )
  return row?.lastEventSeq ?? 0
}

/** @throws Refusal not_found */
export async function requireTask(work: Work, taskId: string): Promise<void> {
  const rows = await work.sql(`SELECT 1 FROM "Task" WHERE "companyId" = $1 AND id = $2`, [work.companyId, taskId])
  if (rows.length === 0) throw notFound('task')
}
