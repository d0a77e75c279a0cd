import { z } from 'zod'
import { defineQuery } from '@/platform/command'

/** How the work of an agent, or for a goal and all below it, went in a period. */
export type Scorecard = {
  /** Of the agent or the goal. */
  id: string
  name: string
  /** Tasks that were done in the period and still are: they passed their checks and reviews, where they have any. */
  acceptedTasks: number
  /** What an accepted task has cost on average, from its first run on, whoever worked on it; null without one. */
  costPerTaskMicros: number | null
  /** All that was spent in the period, also on what was not accepted. */
  spentMicros: number
  /** Tasks whose work came back in the period, and how often: sent back from review, failed their checks, or reopened after they were done. */
  reworkedTasks: number
  reworks: number
  /** Of the accepted tasks, those whose work never came back; null without one. */
  firstPassPercent: number | null
  /** From the making of a task until it was accepted: the middle one, and what nine of ten stay below; null without one. */
  leadSeconds: number | null
  slowLeadSeconds: number | null
}

const DAY_MS = 86_400_000
const MOST_DAYS = 366
const DEFAULT_DAYS = 30

const Moment = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-06-01T00:00:00Z' })

export const ListScorecards = z
  .object({
    by: z.enum(['agent', 'goal']).default('agent'),
    /** Absent: 30 days before the end. */
    from: Moment.optional(),
    /** Absent: now. */
    to: Moment.optional(),
    /** The id of the last one of the page before. */
    after: z.uuid().optional(),
    limit: z.int().min(1).max(200).default(50),
  })
  .refine(({ from, to }) => {
    const length = (to ? Date.parse(to) : Number.POSITIVE_INFINITY) - (from ? Date.parse(from) : 0)
    return !(from && to) || (length > 0 && length <= MOST_DAYS * DAY_MS)
  }, `takes a period of at most ${MOST_DAYS} days that ends after it begins`)

/**
 * A scorecard of each agent, or each goal, that had a task accepted, work that came back, or spend in the period: most accepted tasks
 * first. An agent's tasks are those that it did the work of: whoever a review gives the work back to, else the assignee.
 */
export const listScorecards = defineQuery({
  name: 'listScorecards',
  grant: 'budget:read',
  input: ListScorecards,
  async run(view, { by, from, to, after, limit }): Promise<{ from: string; to: string; rows: Scorecard[] }> {
    const end = to ?? view.now.toISOString()
    const earliest = Date.parse(end) - MOST_DAYS * DAY_MS
    const start = new Date(Math.max(earliest, from ? Date.parse(from) : Date.parse(end) - DEFAULT_DAYS * DAY_MS))
    const values = [view.companyId, start.toISOString(), end, after ?? null, limit]
    return { from: start.toISOString(), to: end, rows: await view.sql<Scorecard>(CARDS[by], values) }
  },
})

// as in the index AuditEntry_rework_idx
const CAME_BACK = `((action = 'task.updated' AND details ->> 'from' IN ('in_review', 'done') AND details ->> 'state' IN ('todo', 'in_progress'))
    OR (action = 'task.verified' AND details ->> 'state' = 'failed'))`

const WORKER = `coalesce(CASE WHEN t."executionState" -> 'returnAssignee' ->> 'type' = 'agent'
    THEN (t."executionState" -> 'returnAssignee' ->> 'id')::uuid END, t."assigneeId")`

type Subject = {
  /** The tables before the others, each with its comma. */
  with?: string
  /** Whose a task `t`, or an entry of the ledger `e`, is: a join that adds `subject.id`. */
  ofTask: string
  ofEntry: string
  /** Gives `id` and `name`. */
  named: string
}

const SUBJECT: Record<'agent' | 'goal', Subject> = {
  agent: {
    ofTask: `CROSS JOIN LATERAL (SELECT ${WORKER} AS id) subject`,
    ofEntry: `CROSS JOIN LATERAL (SELECT e."agentId" AS id) subject`,
    named: `SELECT id, name FROM "Agent" WHERE "companyId" = $1`,
  },
  goal: {
    with: `above AS (
      SELECT id AS "goalId", id, "parentId" FROM "Goal" WHERE "companyId" = $1
      UNION ALL SELECT above."goalId", g.id, g."parentId" FROM above JOIN "Goal" g ON g."companyId" = $1 AND g.id = above."parentId"
    ), `,
    ofTask: `JOIN above subject ON subject."goalId" = t."goalId"`,
    ofEntry: `JOIN above subject ON subject."goalId" = e."goalId"`,
    named: `SELECT id, title AS name FROM "Goal" WHERE "companyId" = $1`,
  },
}

const cardsOf = ({ with: before = '', ofTask, ofEntry, named }: Subject) => `
WITH RECURSIVE ${before}done AS MATERIALIZED (
  SELECT t.*, (SELECT coalesce(sum(e."countedMicros"), 0) FROM "CostEntry" e WHERE e."companyId" = $1 AND e."taskId" = t.id) AS cost,
    NOT EXISTS (SELECT 1 FROM "AuditEntry" WHERE "companyId" = $1 AND "subjectId" = t.id::text AND ${CAME_BACK}) AS "isFirstPass",
    extract(epoch FROM t."completedAt" - t."createdAt")::float8 AS seconds
  FROM "Task" t WHERE t."companyId" = $1 AND t.state = 'done' AND t."completedAt" >= $2::timestamptz AND t."completedAt" < $3::timestamptz
), accepted AS (
  SELECT subject.id, count(*)::int AS tasks, avg(t.cost)::bigint AS cost, count(*) FILTER (WHERE t."isFirstPass")::int AS "firstPass",
    percentile_cont(0.5) WITHIN GROUP (ORDER BY t.seconds) AS lead, percentile_cont(0.9) WITHIN GROUP (ORDER BY t.seconds) AS "slowLead"
  FROM done t ${ofTask} WHERE subject.id IS NOT NULL GROUP BY 1
), back AS MATERIALIZED (
  SELECT "subjectId"::uuid AS "taskId", count(*) AS times FROM "AuditEntry"
  WHERE "companyId" = $1 AND at >= $2::timestamptz AND at < $3::timestamptz AND ${CAME_BACK} GROUP BY 1
), rework AS (
  SELECT subject.id, count(*)::int AS tasks, sum(back.times)::int AS times
  FROM back JOIN "Task" t ON t."companyId" = $1 AND t.id = back."taskId" ${ofTask} WHERE subject.id IS NOT NULL GROUP BY 1
), spent AS (
  SELECT subject.id, sum(e."countedMicros")::bigint AS micros FROM "CostEntry" e ${ofEntry}
  WHERE e."companyId" = $1 AND e."spentAt" >= $2::timestamptz AND e."spentAt" < $3::timestamptz GROUP BY 1
), card AS (
  SELECT n.id, n.name, coalesce(a.tasks, 0) AS "acceptedTasks", a.cost AS "costPerTaskMicros", coalesce(s.micros, 0) AS "spentMicros",
    coalesce(r.tasks, 0) AS "reworkedTasks", coalesce(r.times, 0) AS reworks, round(a."firstPass" * 100.0 / a.tasks)::int AS "firstPassPercent",
    round(a.lead)::float8 AS "leadSeconds", round(a."slowLead")::float8 AS "slowLeadSeconds"
  FROM (${named}) n LEFT JOIN accepted a ON a.id = n.id LEFT JOIN rework r ON r.id = n.id LEFT JOIN spent s ON s.id = n.id
  WHERE a.tasks > 0 OR r.tasks > 0 OR s.micros <> 0
)
SELECT * FROM card WHERE $4::uuid IS NULL OR ("acceptedTasks", "spentMicros", id) < (SELECT "acceptedTasks", "spentMicros", id FROM card WHERE id = $4)
ORDER BY "acceptedTasks" DESC, "spentMicros" DESC, id DESC LIMIT $5`

const CARDS = { agent: cardsOf(SUBJECT.agent), goal: cardsOf(SUBJECT.goal) }
