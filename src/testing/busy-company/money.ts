import { BUSY, type Fill } from './ground'
import { MODELS } from './staff'

/** 20,000 costs of the runs, the reservations, and budgets whose counters are added up from them. */
export async function fillMoney(fill: Fill): Promise<void> {
  await fillReservations(fill)
  await fillCosts(fill)
  await fillCalls(fill)
  await fillBudgets(fill)
}

const MANAGERS = `ARRAY(WITH RECURSIVE up AS (SELECT id, "managerId", 0 AS n FROM "Agent" WHERE id = r."agentId"
  UNION ALL SELECT a.id, a."managerId", n + 1 FROM up JOIN "Agent" a ON a.id = up."managerId") SELECT id FROM up ORDER BY n)`
const GOALS = `ARRAY(WITH RECURSIVE up AS (SELECT id, "parentId", 0 AS n FROM "Goal" WHERE id = t."goalId"
  UNION ALL SELECT g.id, g."parentId", n + 1 FROM up JOIN "Goal" g ON g.id = up."parentId") SELECT id FROM up ORDER BY n)`
const TEAMS = `ARRAY(SELECT "teamId" FROM "TeamMember" m WHERE m."agentId" = r."agentId")`
const month = (at: string) => `date_trunc('month', ${at} AT TIME ZONE 'UTC')::date`

async function fillReservations(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "Reservation" ("runId", "companyId", "agentId", "amountMicros", "projectId", "teamIds", "managerIds", "goalIds", "budgetIds",
       "periodStart", "heldIn", "createdAt", "settledAt")
     SELECT r.id, $1, r."agentId", 2000000, t."projectId", ${TEAMS}, ${MANAGERS}, ${GOALS}, '{}',
       ${month('r."createdAt"')}, ${month('r."createdAt"')}, r."createdAt", r."finishedAt"
     FROM "Run" r JOIN "Task" t ON t.id = r."taskId" WHERE r."companyId" = $1`,
  )
}

/** Ten a run, spread over it; what lives has spent already, too. */
async function fillCosts(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "CostEntry" (id, "companyId", "agentId", "taskId", "goalId", "projectId", "managerIds", "goalIds", "teamIds", "runId", model, provider,
       "tokensIn", "tokensOut", "tokensCached", "costMicros", "listMicros", "countedMicros", "periodStart", "spentAt", "createdAt")
     SELECT pg_temp.id_at('cost', place * 10 + n, at), $1, "agentId", "taskId", "goalIds"[1], "projectId", "managerIds", "goalIds", "teamIds", "runId",
       model->>'model', model->>'provider', "in", "out", "in" * 2 / 3, micros, micros, micros, ${month('at')}, at, at
     FROM (SELECT *, ceil("in" * (model->>'inMicros')::numeric + "out" * (model->>'outMicros')::numeric)::bigint AS micros
       FROM (SELECT v.*, r."taskId", place, n, $2::jsonb->pg_temp.one_of('model', place, ${MODELS.length}) AS model,
           1500 + pg_temp.one_of('in', place * 10 + n, 20000) AS "in", 100 + pg_temp.one_of('out', place * 10 + n, 1800) AS "out",
           date_trunc('milliseconds', r."startedAt" + n * (coalesce(r."finishedAt", pg_temp.days_ago(0)) - r."startedAt") / 11) AS at
         FROM (SELECT *, row_number() OVER (ORDER BY "createdAt", id)::int AS place FROM "Run" WHERE "companyId" = $1) r
         JOIN "Reservation" v ON v."companyId" = $1 AND v."runId" = r.id, generate_series(1, ${BUSY.costs / BUSY.runs}) n) used) priced`,
    MODELS,
  )
  await fill(
    `WITH spent AS (SELECT "runId", sum("costMicros") AS micros FROM "CostEntry" WHERE "companyId" = $1 GROUP BY 1),
       run AS (UPDATE "Run" r SET "costMicros" = spent.micros FROM spent WHERE r."companyId" = $1 AND r.id = spent."runId")
     UPDATE "Reservation" v SET "drawnMicros" = least(v."amountMicros", spent.micros) FROM spent WHERE v."companyId" = $1 AND v."runId" = spent."runId"`,
  )
}

/** The newest runs asked their models through the gateway: a call a cost, now and then one that failed before. */
async function fillCalls(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "ModelCall" (id, "companyId", "runId", "agentId", endpoint, "askedModel", model, provider, state, "costMicros", "tokensIn", "tokensOut",
       "tokensCached", attempts, error, "createdAt", "endedAt")
     SELECT pg_temp.id_at('call', n, e."spentAt" - took), $1, e."runId", e."agentId", 'messages', e.model, e.model, e.provider,
       CASE WHEN n % 23 = 0 THEN 'failed' ELSE 'answered' END, e."costMicros", e."tokensIn", e."tokensOut", e."tokensCached", '[]',
       CASE WHEN n % 23 = 0 THEN 'The provider answered 529: overloaded.' END, e."spentAt" - took, e."spentAt"
     FROM (SELECT *, row_number() OVER (ORDER BY "spentAt", id)::int AS n, (400 + "tokensOut" * 3) * interval '1 millisecond' AS took
       FROM "CostEntry" WHERE "companyId" = $1 AND "spentAt" > pg_temp.days_ago(3)) e`,
  )
}

/** What entry or run `e` counts on budget `b`, as the ledger check counts it. */
const COUNTS = `CASE b."scopeKind" WHEN 'company' THEN true WHEN 'agent' THEN e."agentId" = b."scopeId" WHEN 'project' THEN e."projectId" = b."scopeId"
  WHEN 'team' THEN b."scopeId" = ANY(e."teamIds") WHEN 'subtree' THEN b."scopeId" = ANY(e."managerIds") ELSE b."scopeId" = ANY(e."goalIds") END`

async function fillBudgets(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "Budget" (id, "companyId", "scopeKind", "scopeId", metric, "window", "windowHours", "createdAt")
     SELECT pg_temp.id_at('budget', row_number() OVER (ORDER BY kind, scope, metric)::int, pg_temp.days_ago(60)), $1, kind, scope, metric, win, hours, pg_temp.days_ago(60)
     FROM (
       SELECT 'company' AS kind, $1::uuid AS scope, 'money' AS metric, 'month' AS win, 0 AS hours
       UNION ALL SELECT 'company', $1, 'runs', 'rolling', 24
       UNION ALL SELECT 'agent', id, 'money', 'month', 0 FROM "Agent" WHERE "companyId" = $1
       UNION ALL SELECT 'agent', id, 'tokens', 'month', 0 FROM "Agent" WHERE "companyId" = $1 AND name = 'Hana'
       UNION ALL SELECT 'subtree', id, 'money', 'month', 0 FROM "Agent" WHERE "companyId" = $1 AND name IN ('Ben', 'Cleo', 'Dov')
       UNION ALL SELECT 'team', id, 'money', 'month', 0 FROM "Team" WHERE "companyId" = $1
       UNION ALL SELECT 'project', id, 'money', 'lifetime', 0 FROM "Project" WHERE "companyId" = $1
       UNION ALL SELECT 'goal', id, 'money', 'lifetime', 0 FROM "Goal" WHERE "companyId" = $1 AND title LIKE 'Publish four%'
     ) wish`,
  )
  await fill(
    `UPDATE "Reservation" e SET "budgetIds" = ARRAY(SELECT b.id FROM "Budget" b WHERE b."companyId" = $1 AND ${COUNTS}) WHERE e."companyId" = $1`,
  )
  await fillCounters(fill)
  await fillCaps(fill)
}

async function fillCounters(fill: Fill): Promise<void> {
  await fill(
    `WITH spend AS (
       SELECT "agentId", "projectId", "teamIds", "managerIds", "goalIds", "periodStart", "spentAt" AS at, "countedMicros" AS money,
         "tokensIn"::bigint + "tokensOut" AS tokens, 0 AS runs FROM "CostEntry" WHERE "companyId" = $1
       UNION ALL SELECT "agentId", "projectId", "teamIds", "managerIds", "goalIds", "periodStart", "createdAt", 0, 0, 1 FROM "Reservation" WHERE "companyId" = $1
     ), period AS (
       SELECT b.*, start::date AS start, date_trunc('hour', now(), 'UTC') - b."windowHours" * interval '1 hour' AS edge FROM "Budget" b,
         generate_series(date_trunc('month', pg_temp.days_ago(60.5) AT TIME ZONE 'UTC'), now() AT TIME ZONE 'UTC', interval '1 month') start
       WHERE b."companyId" = $1 AND b."window" = 'month'
       UNION ALL SELECT b.*, '1970-01-01', date_trunc('hour', now(), 'UTC') - b."windowHours" * interval '1 hour' FROM "Budget" b
       WHERE b."companyId" = $1 AND b."window" <> 'month'
     )
     INSERT INTO "BudgetPeriod" ("companyId", "budgetId", "periodStart", "agedTo", spent)
     SELECT $1, b.id, b.start, CASE b."window" WHEN 'rolling' THEN b.edge END,
       coalesce(sum(CASE b.metric WHEN 'money' THEN e.money WHEN 'tokens' THEN e.tokens ELSE e.runs END), 0)
     FROM period b LEFT JOIN spend e ON ${COUNTS} AND CASE b."window" WHEN 'month' THEN e."periodStart" = b.start WHEN 'rolling' THEN e.at >= b.edge ELSE true END
     GROUP BY b.id, b.start, b."window", b.edge`,
  )
  await fill(
    `UPDATE "BudgetPeriod" p SET reserved = held.rest FROM (
       SELECT b.id, CASE b."window" WHEN 'month' THEN v."heldIn" ELSE '1970-01-01' END AS start,
         sum(CASE b.metric WHEN 'money' THEN v."amountMicros" - v."drawnMicros" ELSE 0 END) AS rest
       FROM "Reservation" v JOIN "Budget" b ON b.id = ANY(v."budgetIds") WHERE v."companyId" = $1 AND v."settledAt" IS NULL GROUP BY 1, 2
     ) held WHERE p."companyId" = $1 AND p."budgetId" = held.id AND p."periodStart" = held.start`,
  )
}

/** Caps that leave room, but for Gus, who is used up, and Hana and Editorial, who come near; with the incidents of those. */
async function fillCaps(fill: Fill): Promise<void> {
  await fill(
    `UPDATE "Budget" b SET cap = greatest(1000, CASE
         WHEN b."scopeKind" = 'agent' AND a.name = 'Gus' THEN p.spent
         WHEN b."scopeKind" = 'agent' AND a.name = 'Hana' AND b.metric = 'money' THEN (p.spent + p.reserved) * 10 / 9
         WHEN b."scopeKind" = 'team' AND g.name = 'Editorial' THEN (p.spent + p.reserved) * 8 / 7
         ELSE (p.spent + p.reserved) * 2 + 10000 END)
     FROM "BudgetPeriod" p, "Budget" o LEFT JOIN "Agent" a ON a.id = o."scopeId" LEFT JOIN "Team" g ON g.id = o."scopeId"
     WHERE b."companyId" = $1 AND o.id = b.id AND p."budgetId" = b.id AND p."periodStart" = CASE b."window" WHEN 'month' THEN ${month('now()')} ELSE '1970-01-01' END`,
  )
  await fill(
    `INSERT INTO "BudgetIncident" (id, "companyId", "budgetId", "periodStart", threshold, cap, spent, "createdAt")
     SELECT pg_temp.id_at('incident', row_number() OVER (ORDER BY b.id)::int, pg_temp.days_ago(0.15)), $1, b.id, p."periodStart",
       CASE WHEN p.spent >= b.cap THEN 'exhausted' ELSE 'warning' END, b.cap, p.spent, pg_temp.days_ago(0.15)
     FROM "Budget" b JOIN "BudgetPeriod" p ON p."budgetId" = b.id AND p."periodStart" = CASE b."window" WHEN 'month' THEN ${month('now()')} ELSE '1970-01-01' END
     WHERE b."companyId" = $1 AND p.spent * 100 >= b.cap * b."warnPercent"`,
  )
}
