/** What is shown of an agent's status. */
export const STATE = `CASE WHEN a.status = 'active' THEN CASE WHEN r.id IS NULL THEN 'idle' ELSE 'running' END ELSE a.status END`

/** A running run, `r`, that has written nothing for this long is stalled. */
const STALLED_SECONDS = 300
export const IS_STALLED = `(r.state = 'running' AND coalesce(r."lastEventAt", r."startedAt") < now() - interval '${STALLED_SECONDS} seconds')`

/** Columns of an `AgentRow`, and the joins they need; `$1` is the company, `$2` the first day of the month. */
export const ROW_COLUMNS = `a.id, a."companyId", a.name, a.key, a.icon, a.role, a.title, a."managerId", a.runtime, ${STATE} AS state,
  a."pauseReason", r.id AS "runId", coalesce(${IS_STALLED}, false) AS "isStalled", coalesce(t.open, 0) AS "openTasks", coalesce(p.spent, 0)::bigint AS "spentMicros",
  b.cap AS "capMicros", s."nextWakeAt", last."createdAt" AS "lastRunAt", last.state AS "lastRunState", a."createdAt"`

export const ROW_JOINS = `
  LEFT JOIN "Run" r ON r."agentId" = a.id AND r.state IN ('queued', 'running')
  LEFT JOIN LATERAL (
    SELECT count(*)::int AS open FROM "Task" WHERE "companyId" = $1 AND "assigneeId" = a.id
      AND state IN ('todo', 'in_progress', 'in_review', 'blocked')
  ) t ON true
  LEFT JOIN "Budget" b ON b."companyId" = $1 AND b."scopeKind" = 'agent' AND b."scopeId" = a.id AND b.metric = 'money' AND b."window" = 'month'
  LEFT JOIN "BudgetPeriod" p ON p."companyId" = $1 AND p."budgetId" = b.id AND p."periodStart" = $2
  LEFT JOIN "Schedule" s ON s."agentId" = a.id AND s."isEnabled"
  LEFT JOIN LATERAL (
    SELECT "createdAt", state FROM "Run" WHERE "companyId" = $1 AND "agentId" = a.id ORDER BY "createdAt" DESC LIMIT 1
  ) last ON true`
