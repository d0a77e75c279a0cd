import type { z } from 'zod'
import type { View, Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import type { Variable } from './rules/variables'
import type {
  Concurrency,
  RoutineRunView,
  RoutineStatus,
  RoutineView,
  RunSource,
  Signing,
  TriggerKind,
  TriggerView,
} from './schema'

/** What the tasks of a routine say that they come from; `originId` is the routine. */
export const ORIGIN = 'routine_execution'

const OPEN_TASK = `t."originKind" = '${ORIGIN}' AND t.state NOT IN ('done', 'cancelled')`

/** Columns of a `RoutineRunView`, of `r` with its task `t`: how a run ends is how its task does. */
const RUN_COLUMNS = `r.id, r."routineId", r."triggerId", r.source,
  CASE WHEN r.status <> 'issue_created' THEN r.status WHEN t.state = 'done' THEN 'completed' WHEN t.state = 'cancelled' THEN 'failed'
    ELSE r.status END AS status,
  CASE WHEN t.state = 'cancelled' THEN 'Its task was cancelled.' ELSE r.reason END AS reason, r."slotAt", r.payload, r."taskId",
  t.identifier AS "taskIdentifier", r."coalescedIntoId", r."createdAt",
  CASE WHEN r.status = 'issue_created' THEN t."completedAt" ELSE r."settledAt" END AS "completedAt"`

const RUN_TASK = `LEFT JOIN "Task" t ON t."companyId" = $1 AND t.id = r."taskId"`

type Bare = Omit<RoutineView, 'triggers' | 'lastRun' | 'activeTask' | 'nextRunAt'>

/**
 * Routines with their triggers, last runs and open tasks.
 * @param shown the condition on `x`, with order and limit; `$1` is the company
 */
export async function selectRoutines(view: View, shown: string, values: unknown[]): Promise<RoutineView[]> {
  const rows = await view.sql<Bare & { activeTask: RoutineView['activeTask'] }>(
    `SELECT x.id, x."companyId", x.title, x.description, x."assigneeId", a.name AS "assigneeName", x."projectId", x."goalId",
       x."parentId", x.priority, x.status, x.concurrency, x."catchUp", x.variables, x."createdAt", x."updatedAt",
       (SELECT jsonb_build_object('id', t.id, 'identifier', t.identifier, 'title', t.title, 'state', t.state) FROM "Task" t
        WHERE t."companyId" = $1 AND t."originId" = x.id::text AND ${OPEN_TASK} ORDER BY t.id DESC LIMIT 1) AS "activeTask"
     FROM "Routine" x LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = x."assigneeId"
     WHERE x."companyId" = $1 AND ${shown}`,
    [view.companyId, ...values],
  )
  const ids = rows.map((row) => row.id)
  if (ids.length === 0) return []
  const triggers = await selectTriggers(view, 'g."routineId" = ANY($2)', [ids])
  const lastRuns = await view.sql<RoutineRunView>(
    `SELECT ${RUN_COLUMNS} FROM unnest($2::uuid[]) AS x(id) CROSS JOIN LATERAL (
       SELECT * FROM "RoutineRun" WHERE "companyId" = $1 AND "routineId" = x.id ORDER BY id DESC LIMIT 1) r ${RUN_TASK}`,
    [view.companyId, ids],
  )
  return rows.map((row) => {
    const own = triggers.filter((trigger) => trigger.routineId === row.id)
    const due = own.flatMap((trigger) => (trigger.isEnabled && trigger.nextRunAt ? [trigger.nextRunAt] : [])).sort()
    return {
      ...row,
      triggers: own,
      lastRun: lastRuns.find((run) => run.routineId === row.id) ?? null,
      nextRunAt: row.status === 'active' ? (due[0] ?? null) : null,
    }
  })
}

/** Triggers, oldest first, with when they last fired. @param shown the condition on `g`; `$1` is the company */
export function selectTriggers(view: View, shown: string, values: unknown[]): Promise<TriggerView[]> {
  return view.sql<TriggerView>(
    `SELECT g.id, g."routineId", g.kind, g.label, g."isEnabled", g.cron, g."timeZone", g."nextRunAt", g."publicId", g.signing,
       g."replayWindowSeconds", last."createdAt" AS "lastFiredAt", last.status AS "lastResult", g."createdAt", g."updatedAt"
     FROM "RoutineTrigger" g LEFT JOIN LATERAL (
       SELECT ${RUN_COLUMNS} FROM "RoutineRun" r ${RUN_TASK}
       WHERE r."companyId" = $1 AND r."triggerId" = g.id ORDER BY r.id DESC LIMIT 1) last ON true
     WHERE g."companyId" = $1 AND ${shown} ORDER BY g.id`,
    [view.companyId, ...values],
  )
}

/** Runs. @param shown the condition on `r`, with order and limit; `$1` is the company */
export function selectRuns(view: View, shown: string, values: unknown[]): Promise<RoutineRunView[]> {
  return view.sql<RoutineRunView>(
    `SELECT ${RUN_COLUMNS} FROM "RoutineRun" r ${RUN_TASK} WHERE r."companyId" = $1 AND ${shown}`,
    [view.companyId, ...values],
  )
}

export type Locked = {
  id: string
  title: string
  description: string
  assigneeId: string | null
  projectId: string | null
  goalId: string | null
  parentId: string | null
  priority: RoutineView['priority']
  status: z.output<typeof RoutineStatus>
  concurrency: z.output<typeof Concurrency>
  variables: Variable[]
  createdByKind: string
  createdById: string
}

/** The routine, locked until the transaction ends: its firings come one after the other. @throws Refusal not_found */
export async function lockRoutine(work: Work, routineId: string): Promise<Locked> {
  const [routine] = await work.sql<Locked>(
    `SELECT id, title, description, "assigneeId", "projectId", "goalId", "parentId", priority, status, concurrency, variables,
       "createdByKind", "createdById" FROM "Routine" WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE`,
    [work.companyId, routineId],
  )
  if (!routine) throw notFound('routine')
  return routine
}

/**
 * People change and run every routine, an agent only those whose tasks are its own.
 * @throws Refusal forbidden
 */
export function requireOwn(work: Work, assigneeId: string | null | undefined): void {
  if (work.actor.kind !== 'agent' || work.actor.id === assigneeId) return
  throw new Refusal('forbidden', 'An agent has routines for itself only. Ask a person for one that is for others.')
}

/** A webhook that anybody may call is opened by people. @throws Refusal forbidden */
export function requireSigned(work: Work, signing: string): void {
  if (work.actor.kind !== 'agent' || signing !== 'none') return
  throw new Refusal('forbidden', 'A webhook without a signature is opened by people.')
}

/** An open task of the routine, and the run that made it; null when all are over. */
export async function openTask(view: View, routineId: string): Promise<{ identifier: string; runId: string } | null> {
  const [open] = await view.sql<{ identifier: string; runId: string }>(
    `SELECT t.identifier, r.id AS "runId" FROM "Task" t JOIN "RoutineRun" r ON r."companyId" = $1 AND r."taskId" = t.id
     WHERE t."companyId" = $1 AND t."originId" = $2 AND ${OPEN_TASK} ORDER BY t.id DESC LIMIT 1`,
    [view.companyId, routineId],
  )
  return open ?? null
}

export type NewRun = {
  routineId: string
  triggerId: string | null
  source: z.output<typeof RunSource>
  deliveryKey: string | null
  payload: unknown
}

/** Stores that a routine was fired. @returns the id of the run */
export async function insertRun(work: Work, run: NewRun): Promise<string> {
  const id = work.newId()
  await work.sql(
    `INSERT INTO "RoutineRun" (id, "companyId", "routineId", "triggerId", source, "deliveryKey", payload, "createdAt")
     VALUES ($2, $1, $3, $4, $5, $6, $7::jsonb, $8)`,
    [
      ...[work.companyId, id, run.routineId, run.triggerId, run.source, run.deliveryKey],
      ...[run.payload == null ? null : JSON.stringify(run.payload), work.now],
    ],
  )
  return id
}

export type LockedTrigger = {
  id: string
  routineId: string
  kind: z.output<typeof TriggerKind>
  cron: string | null
  timeZone: string | null
  signing: z.output<typeof Signing> | null
  assigneeId: string | null
}

/** A trigger with who its routine is for, locked until the transaction ends. @throws Refusal not_found */
export async function lockTrigger(work: Work, triggerId: string): Promise<LockedTrigger> {
  const [trigger] = await work.sql<LockedTrigger>(
    `SELECT g.id, g."routineId", g.kind, g.cron, g."timeZone", g.signing, x."assigneeId" FROM "RoutineTrigger" g
     JOIN "Routine" x ON x."companyId" = $1 AND x.id = g."routineId"
     WHERE g."companyId" = $1 AND g.id = $2 FOR UPDATE OF g`,
    [work.companyId, triggerId],
  )
  if (!trigger) throw notFound('trigger')
  return trigger
}

/** @throws Refusal not_found */
export async function runById(view: View, runId: string): Promise<RoutineRunView> {
  const [run] = await selectRuns(view, 'r.id = $2', [runId])
  if (!run) throw notFound('routine run')
  return run
}
