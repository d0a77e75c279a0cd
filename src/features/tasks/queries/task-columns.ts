import { GOAL_ANCESTRY } from '@/features/goals'
import { DEEP } from '../rules/vocabulary'

/** Columns of statements about tasks. `t` is the task, `a` its assignee (see `ASSIGNEE`), `$1` the company. */

/** Joins the agent whose task it is. */
export const ASSIGNEE = `LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = t."assigneeId"`

const LINK = `jsonb_build_object('id', o.id, 'identifier', o.identifier, 'title', o.title, 'state', o.state)`
const PERSON = `(SELECT p.name FROM "Person" p WHERE p.id = t."assigneePersonId")`

const OF_ROW = `t.id, t."companyId", t.identifier, t.title, t.state, t.priority, t.complexity, t."assigneeId", a.name AS "assigneeName",
  t."assigneePersonId", CASE WHEN t."assigneePersonId" IS NOT NULL THEN ${PERSON} END AS "assigneePersonName", t."goalId", t."projectId",
  t."parentId", t."requestDepth", t."requestDepth" > ${DEEP} AS "isDeep", t."messageCount", t."originKind", t."dueAt", t."notBefore",
  t."createdAt", t."updatedAt", t."startedAt", t."completedAt"`

/** Whether anything is on hold in the company at all: found once a statement, before any walk up a tree. */
const ANY_HOLD = `EXISTS (SELECT 1 FROM "TreeHold" WHERE "companyId" = $1 AND kind = 'pause' AND "endedAt" IS NULL)`

/** `t` and what is above it, `t` itself at step 0. A task that the statement makes is not read, and has its parent read. */
const UP = `WITH RECURSIVE up AS (
    SELECT t.id, t.identifier, t."parentId", 0 AS step
    UNION ALL
    SELECT o.id, o.identifier, o."parentId", up.step + 1 FROM up JOIN "Task" o ON o."companyId" = $1 AND o.id = up."parentId"
  )`
const HOLDS = `FROM up JOIN "TreeHold" h ON h."companyId" = $1 AND h."taskId" = up.id AND h.kind = 'pause' AND h."endedAt" IS NULL`

/** Whether `t`, or a task above it, is on hold. */
export const IS_HELD = `(${ANY_HOLD} AND EXISTS (${UP} SELECT 1 ${HOLDS}))`

/** The nearest hold over `t` as a `HeldView`, or null. */
export const HELD = `CASE WHEN ${ANY_HOLD} THEN (${UP} SELECT jsonb_build_object('taskId', up.id, 'identifier', up.identifier,
    'since', to_char(h."createdAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'reason', h.reason) ${HOLDS} ORDER BY up.step LIMIT 1) END`

/** Blockers of `t` that are not done yet: a cancelled one still stands in the way, until somebody takes it off. */
export const UNRESOLVED = `SELECT 1 FROM "TaskBlocker" b JOIN "Task" o ON o."companyId" = $1 AND o.id = b."blockerId"
  WHERE b."companyId" = $1 AND b."taskId" = t.id AND o.state <> 'done'`

const LABELS = `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name, 'color', l.color) ORDER BY l.name), '[]')
  FROM "TaskLabel" tl JOIN "Label" l ON l."companyId" = $1 AND l.id = tl."labelId" WHERE tl."companyId" = $1 AND tl."taskId" = t.id)`

/** A `TaskRow`. */
export const TASK_ROW_COLUMNS = `${OF_ROW}, ${LABELS} AS labels, (SELECT count(*)::int FROM (${UNRESOLVED}) u) AS "unresolvedBlockers"`

const ACCOUNTABLE_NAME = `CASE t."accountableKind" WHEN 'agent' THEN (SELECT name FROM "Agent" WHERE "companyId" = $1 AND id = t."accountableId")
  WHEN 'person' THEN (SELECT name FROM "Person" WHERE id = t."accountableId") END`

const ANCESTORS = `(WITH RECURSIVE up AS (
    SELECT o.id, o."parentId", o.identifier, o.title, o.state, 1 AS step FROM "Task" o WHERE o."companyId" = $1 AND o.id = t."parentId"
    UNION ALL
    SELECT o.id, o."parentId", o.identifier, o.title, o.state, up.step + 1 FROM "Task" o JOIN up ON o."companyId" = $1 AND o.id = up."parentId"
    WHERE up.step < 64
  ) SELECT coalesce(jsonb_agg(${LINK} ORDER BY o.step), '[]') FROM up o)`

/** What a `TaskView` has beyond the row, and that a task has from the moment it is made. */
const OF_VIEW = `t.description, t."blockedReason", t."completionSummary", t."createdByKind", t."createdById", t."billingCode", t."originId",
  t."hiddenAt" IS NOT NULL AS "isHidden", t."executionPolicy", t."executionState", t.acceptance, t.verification,
  jsonb_build_object('kind', t."accountableKind", 'id', t."accountableId", 'name', ${ACCOUNTABLE_NAME}) AS accountable,
  CASE WHEN t."assigneePersonId" IS NOT NULL THEN jsonb_build_object('id', t."assigneePersonId", 'name', ${PERSON}) END AS "assigneePerson",
  (SELECT jsonb_build_object('id', p.id, 'name', p.name, 'key', p.key) FROM "Project" p WHERE p."companyId" = $1 AND p.id = t."projectId") AS project,
  ${HELD} AS held, ${GOAL_ANCESTRY} AS "goalAncestry", CASE WHEN t."parentId" IS NULL THEN '[]'::jsonb ELSE ${ANCESTORS} END AS ancestors`

const linked = (from: string, to: string) => `(SELECT coalesce(jsonb_agg(${LINK} ORDER BY o.number), '[]')
  FROM "TaskBlocker" b JOIN "Task" o ON o."companyId" = $1 AND o.id = b."${to}" WHERE b."companyId" = $1 AND b."${from}" = t.id)`

/** A `TaskView` without `parent`, which is the first of the ancestors, and without its lease. */
export const TASK_VIEW_COLUMNS = `${TASK_ROW_COLUMNS}, ${OF_VIEW}, ${linked('taskId', 'blockerId')} AS "blockedBy",
  ${linked('blockerId', 'taskId')} AS blocks,
  (SELECT jsonb_build_object('total', count(*), 'done', count(*) FILTER (WHERE o.state = 'done'),
     'over', count(*) FILTER (WHERE o.state IN ('done', 'cancelled'))) FROM "Task" o WHERE o."companyId" = $1 AND o."parentId" = t.id) AS "childCounts",
  (SELECT coalesce(sum("costMicros"), 0)::bigint FROM "CostEntry" WHERE "companyId" = $1 AND "taskId" = t.id) AS "costMicros"`

/** The same for a task that this statement makes: nothing hangs on it yet. */
export const NEW_TASK_COLUMNS = `${OF_ROW}, ${OF_VIEW}, '[]'::jsonb AS labels, 0 AS "unresolvedBlockers", '[]'::jsonb AS "blockedBy", '[]'::jsonb AS blocks,
  '{"total": 0, "done": 0, "over": 0}'::jsonb AS "childCounts", 0 AS "costMicros", NULL AS lease`
