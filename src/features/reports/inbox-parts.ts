import { SCOPE_JOINS, SCOPE_NAME } from '@/features/budgets'
import { IS_STALLED } from '@/features/org'
import { IS_BRAKED } from '@/features/runs'
import { OVERDUE_SECONDS } from '@/features/schedules'
import type { InboxKind } from './rules/inbox-text'

/** More of one kind are not told: who has as many begins at the top. */
export const MOST_OF_A_KIND = 500

/** A queued run that no worker took for this long. */
const UNPLACED_SECONDS = 120
/** Failures of before are history. */
const FAILURE_HOURS = 24

type Part = {
  kind: InboxKind
  /** 0: work stands still until somebody acts; 1: somebody asked; 2: work waits; 3: worth a look. */
  urgency: string
  at: string
  id: string
  /** Who it is about, by name. */
  who: string
  agentId?: string
  taskId?: string
  facts: Record<string, string>
  from: string
}

const task = (id: string) => `JOIN "Task" t ON t."companyId" = $1 AND t.id = ${id}`
const maybeTask = (id: string) => `LEFT ${task(id)}`
const agent = (id: string) => `JOIN "Agent" a ON a."companyId" = $1 AND a.id = ${id}`
const TASK_FACTS = { identifier: 't.identifier', title: 't.title' }
const OPEN = `('backlog', 'todo', 'in_progress', 'in_review', 'blocked')`
const LATE = `$3::timestamptz - make_interval(secs => ${OVERDUE_SECONDS})`

const asks: Part[] = [
  {
    // the way out of a halt stands where the halt would
    ...{ kind: 'approval', urgency: `CASE p.type WHEN 'budget_override_required' THEN 0 ELSE 1 END` },
    ...{ at: 'p."createdAt"', id: 'p.id' },
    who: `coalesce(CASE p."requestedByKind" WHEN 'agent' THEN (SELECT name FROM "Agent" WHERE "companyId" = $1 AND id = p."requestedById"::uuid)
      WHEN 'person' THEN (SELECT name FROM "Person" WHERE id = p."requestedById"::uuid) END, 'Paperclip')`,
    facts: { type: 'p.type' },
    from: `"Approval" p WHERE p."companyId" = $1 AND p.status = 'pending' AND (p."expiresAt" IS NULL OR p."expiresAt" > $3)`,
  },
  {
    ...{ kind: 'question', urgency: '1', at: 'i."createdAt"', id: 'i.id', taskId: 't.id', agentId: 't."assigneeId"' },
    who: `coalesce(CASE i."createdByKind" WHEN 'agent' THEN (SELECT name FROM "Agent" WHERE "companyId" = $1 AND id = i."createdById")
      WHEN 'person' THEN (SELECT name FROM "Person" WHERE id = i."createdById") END, 'Paperclip')`,
    facts: {
      ...TASK_FACTS,
      type: 'i.kind',
      subject: 'i.title',
      count: `jsonb_array_length(coalesce(i.payload->'tasks', i.payload->'questions', '[null]'))`,
      continuation: 'i.continuation',
      // whom an answer wakes
      assignee: `(SELECT name FROM "Agent" WHERE "companyId" = $1
        AND id = coalesce(t."assigneeId", CASE i."createdByKind" WHEN 'agent' THEN i."createdById" END))`,
    },
    from: `"Interaction" i ${task('i."taskId"')} WHERE i."companyId" = $1 AND i.status = 'pending'`,
  },
]

/** The open question whether to raise this budget: it says the same, and offers the way out. */
const ASKED_ABOUT = `SELECT 1 FROM "Approval" p WHERE p."companyId" = $1 AND p.status = 'pending' AND i.threshold <> 'warning'
  AND p.type = 'budget_override_required' AND (p."expiresAt" IS NULL OR p."expiresAt" > $3) AND p.payload->>'scopeKind' = b."scopeKind"
  AND p.payload->>'scopeId' = b."scopeId"::text AND p.payload->>'metric' = b.metric AND p.payload->>'window' = b."window"
  AND (p.payload->>'windowHours')::int IS NOT DISTINCT FROM b."windowHours"`

const money: Part = {
  ...{ kind: 'budget', urgency: `CASE i.threshold WHEN 'warning' THEN 3 ELSE 0 END`, at: 'i."createdAt"', id: 'i.id' },
  who: SCOPE_NAME,
  agentId: `CASE WHEN b."scopeKind" IN ('agent', 'subtree') THEN b."scopeId" END`,
  facts: {
    ...{ threshold: 'i.threshold', budgetId: 'b.id', scopeKind: 'b."scopeKind"', metric: 'b.metric' },
    ...{ window: 'b."window"', windowHours: 'b."windowHours"', spent: 'i.spent', cap: 'i.cap' },
  },
  // one a budget, of the period of now: what came before a later threshold is old news, as it is once the limit was raised
  from: `"BudgetIncident" i JOIN "Budget" b ON b."companyId" = $1 AND b.id = i."budgetId" ${SCOPE_JOINS}
    LEFT JOIN "BudgetPeriod" p ON p."companyId" = $1 AND p."budgetId" = b.id AND p."periodStart" = i."periodStart"
    WHERE i."companyId" = $1 AND i.state = 'open' AND ${SCOPE_NAME} IS NOT NULL AND (i.threshold = 'miscounted' OR (
      (b."window" <> 'month' OR i."periodStart" = (SELECT date_trunc('month', $3::timestamptz AT TIME ZONE "timeZone")::date FROM "Company" WHERE id = $1))
      AND b.cap IS NOT NULL AND p.spent >= b.cap * b."warnPercent" / 100.0
      AND NOT EXISTS (SELECT 1 FROM "BudgetIncident" o WHERE o."companyId" = $1 AND o."budgetId" = b.id AND o.state = 'open' AND o.id <> i.id
        AND o.threshold IN ('warning', 'stopped', 'exhausted') AND (o.threshold < i.threshold OR (o.threshold = i.threshold AND o.id > i.id)))
      AND NOT EXISTS (${ASKED_ABOUT})))`,
}

const work: Part[] = [
  {
    ...{ kind: 'review', urgency: '2', at: 't."updatedAt"', id: 't.id', taskId: 't.id', agentId: 't."assigneeId"' },
    who: 'coalesce(a.name, t.identifier)',
    facts: { ...TASK_FACTS, assignee: 'a.name' },
    // who is an agent's turn to decide needs no person
    from: `"Task" t LEFT ${agent('t."assigneeId"')} WHERE t."companyId" = $1 AND t.state = 'in_review' AND t."hiddenAt" IS NULL
      AND coalesce(t."executionState"#>>'{currentParticipant,type}', '') <> 'agent'
      AND coalesce(a.status, '') <> 'terminated'`,
  },
  {
    ...{ kind: 'blocked', urgency: '2', at: 't."updatedAt"', id: 't.id', taskId: 't.id', agentId: 't."assigneeId"' },
    who: 'coalesce(a.name, t.identifier)',
    facts: { ...TASK_FACTS, assignee: 'a.name', reason: 't."blockedReason"' },
    // what waits for another task that is under way needs nobody
    from: `"Task" t LEFT ${agent('t."assigneeId"')} WHERE t."companyId" = $1 AND t.state = 'blocked' AND t."hiddenAt" IS NULL
      AND coalesce(a.status, '') <> 'terminated' AND NOT EXISTS (
        SELECT 1 FROM "TaskBlocker" b JOIN "Task" o ON o."companyId" = $1 AND o.id = b."blockerId"
        WHERE b."companyId" = $1 AND b."taskId" = t.id AND o.state IN ${OPEN})`,
  },
  {
    ...{ kind: 'orphan', urgency: '2', at: 'coalesce(a."terminatedAt", t."updatedAt")', id: 't.id', taskId: 't.id' },
    ...{ who: 't.identifier', agentId: 'a.id', facts: { ...TASK_FACTS, assignee: 'a.name' } },
    from: `"Agent" a JOIN "Task" t ON t."companyId" = $1 AND t."assigneeId" = a.id AND t.state IN ${OPEN}
      WHERE a."companyId" = $1 AND a.status = 'terminated' AND t."hiddenAt" IS NULL`,
  },
]

const runs: Part[] = [
  {
    ...{ kind: 'failure', urgency: '2', at: 'coalesce(r."finishedAt", r."createdAt")', id: 'r.id' },
    ...{ who: 'a.name', agentId: 'a.id', taskId: 't.id' },
    facts: { ...TASK_FACTS, state: 'r.state', error: 'left(r.error, 300)', count: 'r.attempt' },
    // nothing has come after it, and nothing is about to
    from: `"Run" r ${agent('r."agentId"')} ${maybeTask('r."taskId"')}
      WHERE r."companyId" = $1 AND r.state IN ('failed', 'timed_out') AND r."createdAt" > $3::timestamptz - interval '${FAILURE_HOURS} hours'
        AND a.status <> 'terminated' AND coalesce(t.state, 'todo') NOT IN ('done', 'cancelled', 'blocked')
        AND NOT EXISTS (SELECT 1 FROM "Run" l WHERE l."companyId" = $1 AND l."agentId" = r."agentId" AND l."createdAt" > r."createdAt"
          AND l."taskId" IS NOT DISTINCT FROM r."taskId")
        AND NOT EXISTS (SELECT 1 FROM "Wake" w WHERE w."companyId" = $1 AND w."agentId" = r."agentId" AND w.state = 'pending'
          AND w."taskId" IS NOT DISTINCT FROM r."taskId")`,
  },
  {
    ...{ kind: 'stall', urgency: '3', at: 'coalesce(r."lastEventAt", r."startedAt", r."createdAt")', id: 'r.id' },
    ...{ who: 'a.name', agentId: 'a.id', taskId: 't.id', facts: TASK_FACTS },
    from: `"Run" r ${agent('r."agentId"')} ${maybeTask('r."taskId"')}
      WHERE r."companyId" = $1 AND r.state IN ('queued', 'running') AND r."stopReason" IS NULL AND ${IS_STALLED}`,
  },
  {
    ...{
      kind: 'unplaced',
      urgency: '2',
      at: 'r."createdAt"',
      id: 'r.id',
      who: 'a.name',
      agentId: 'a.id',
      taskId: 't.id',
    },
    facts: { ...TASK_FACTS, runtime: 'r.runtime' },
    from: `"Run" r ${agent('r."agentId"')} ${maybeTask('r."taskId"')} WHERE r."companyId" = $1 AND r.state = 'queued'
      AND r."stopReason" IS NULL AND r."createdAt" < $3::timestamptz - interval '${UNPLACED_SECONDS} seconds'`,
  },
  {
    ...{ kind: 'brake', urgency: '2', at: 'b."updatedAt"', id: 't.id', who: 'a.name', agentId: 'a.id', taskId: 't.id' },
    facts: { ...TASK_FACTS, count: 'b.count' },
    from: `"WakeBrake" b ${agent('b."agentId"')} ${task('b."taskId"')}
      WHERE b."companyId" = $1 AND b."isPaused" AND t.state NOT IN ('done', 'cancelled') AND ${IS_BRAKED}`,
  },
  {
    ...{ kind: 'overdue', urgency: '2', at: 'w."dueAt"', id: 'a.id', who: 'a.name', agentId: 'a.id' },
    facts: { count: 'w.wakes', reason: 'w.reason', status: 'a.status' },
    from: `(SELECT "agentId", count(*)::int AS wakes, min("dueAt") AS "dueAt", (array_agg(reason ORDER BY "dueAt", id))[1] AS reason
        FROM "Wake" WHERE "companyId" = $1 AND state = 'pending' AND "overdueAt" IS NOT NULL GROUP BY "agentId") w ${agent('w."agentId"')}`,
  },
]

const clocks: Part[] = [
  {
    ...{ kind: 'schedule', urgency: '0', at: 'coalesce(s."nextWakeAt", a."updatedAt")', id: 'a.id' },
    ...{ who: 'a.name', agentId: 'a.id', facts: {} },
    from: `"Schedule" s ${agent('s."agentId"')} JOIN "Company" c ON c.id = $1
      WHERE s."companyId" = $1 AND s."isEnabled" AND (s."nextWakeAt" IS NULL OR s."nextWakeAt" < ${LATE})
        AND a.status = 'active' AND c.status = 'active'`,
  },
  {
    ...{
      kind: 'routine',
      urgency: '0',
      at: 'coalesce(g."nextRunAt", g."updatedAt")',
      id: 'g.id',
      who: 'x.title',
      facts: {},
    },
    from: `"RoutineTrigger" g JOIN "Routine" x ON x."companyId" = $1 AND x.id = g."routineId" JOIN "Company" c ON c.id = $1
      WHERE g."companyId" = $1 AND g."isEnabled" AND g.kind = 'schedule' AND x.status = 'active' AND c.status = 'active'
        AND (g."nextRunAt" IS NULL OR g."nextRunAt" < ${LATE})`,
  },
]

function partSql({ kind, urgency, at, id, who, agentId, taskId, facts, from }: Part): string {
  const pairs = Object.entries(facts).map(([name, value]) => `'${name}', ${value}`)
  return `(SELECT '${kind}' AS kind, ${urgency} AS urgency, ${at} AS at, ${id} AS id, ${who} AS who, ${agentId ?? 'NULL::uuid'} AS "agentId",
    ${taskId ?? 'NULL::uuid'} AS "taskId", jsonb_strip_nulls(jsonb_build_object(${pairs.join(', ')})) AS facts
    FROM ${from} ORDER BY 2, 3 DESC, 4 LIMIT ${MOST_OF_A_KIND})`
}

/** SQL: all that needs a person, at most `MOST_OF_A_KIND` of each kind. `$1` is the company, `$3` the present. */
export const NEEDS = [...asks, money, ...work, ...runs, ...clocks].map(partSql).join('\nUNION ALL\n')
