import type { View, Work } from '@/platform/command'
import type { Existing } from './rules/plan'

/** Columns that an import writes; everything else keeps the table's default. */
const COLUMNS = {
  Task: [
    ...[
      'id',
      'companyId',
      'number',
      'identifier',
      'title',
      'description',
      'state',
      'priority',
      'complexity',
      'assigneeId',
    ],
    ...[
      'assigneePersonId',
      'accountableKind',
      'accountableId',
      'projectId',
      'dueAt',
      'notBefore',
      'billingCode',
      'originKind',
      'originId',
    ],
    ...[
      'hiddenAt',
      'executionPolicy',
      'acceptance',
      'goalId',
      'requestDepth',
      'blockedReason',
      'completionSummary',
      'createdByKind',
    ],
    ...['createdById', 'messageCount', 'createdAt', 'updatedAt', 'startedAt', 'completedAt'],
  ],
  Message: [
    ...[
      'id',
      'companyId',
      'taskId',
      'role',
      'authorKind',
      'authorId',
      'importedAuthor',
      'content',
      'toolCalls',
      'createdAt',
      'editedAt',
    ],
  ],
  Document: [
    ...[
      'id',
      'companyId',
      'taskId',
      'key',
      'title',
      'format',
      'body',
      'revisionId',
      'revisionNumber',
      'createdByKind',
      'createdById',
    ],
    ...['updatedByKind', 'updatedById', 'createdAt', 'updatedAt'],
  ],
  DocumentRevision: [
    'id',
    'companyId',
    'documentId',
    'number',
    'title',
    'body',
    'changeSummary',
    'authorKind',
    'authorId',
    'createdAt',
  ],
  WorkProduct: [
    ...[
      'id',
      'companyId',
      'taskId',
      'type',
      'title',
      'url',
      'externalId',
      'status',
      'summary',
      'isPrimary',
      'metadata',
    ],
    ...['createdByKind', 'createdById', 'createdAt', 'updatedAt'],
  ],
  Label: ['id', 'companyId', 'name', 'color', 'createdAt'],
  TaskLabel: ['companyId', 'taskId', 'labelId'],
  TaskBlocker: ['companyId', 'taskId', 'blockerId', 'createdAt'],
} as const

type Table = keyof typeof COLUMNS
export type RowFor<T extends Table> = Record<(typeof COLUMNS)[T][number], unknown>

const ROWS_A_STATEMENT = 500

/** Stores rows of one table, some hundred with each statement. */
export async function insertRows<T extends Table>(work: Work, table: T, rows: readonly RowFor<T>[]): Promise<void> {
  const columns = COLUMNS[table].map((name) => `"${name}"`).join(', ')
  const statement = `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::"${table}", $1::jsonb)`
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    await work.sql(statement, [JSON.stringify(rows.slice(from, from + ROWS_A_STATEMENT))])
  }
}

/** Puts tasks below their parents, once all of them are there. */
export async function setParents(work: Work, rows: readonly { id: string; parentId: string }[]): Promise<void> {
  await work.sql(
    `UPDATE "Task" t SET "parentId" = x."parentId" FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, "parentId" uuid)
     WHERE t."companyId" = $1 AND t.id = x.id`,
    [work.companyId, JSON.stringify(rows)],
  )
}

/**
 * Takes numbers for tasks; nobody else gets one before this transaction ends.
 * @returns the number before the first of them
 */
export async function takeNumbers(work: Work, count: number): Promise<{ before: number; prefix: string }> {
  const [row] = await work.sql<{ before: number; prefix: string }>(
    `UPDATE "Company" SET "lastTaskNumber" = "lastTaskNumber" + $2 WHERE id = $1 RETURNING "lastTaskNumber" - $2 AS before, "taskPrefix" AS prefix`,
    [work.companyId, count],
  )
  return row!
}

export type SettledGoal = {
  id: string
  ownerAgentId: string | null
  ownerPersonId: string | null
  createdAt: string | null
  updatedAt: string | null
}

/** What the command that adds a goal does not take: times, and owners of whatever standing. */
export async function settleGoals(work: Work, rows: readonly SettledGoal[]): Promise<void> {
  await work.sql(
    `UPDATE "Goal" g SET "ownerAgentId" = x."ownerAgentId", "ownerPersonId" = x."ownerPersonId", "createdAt" = coalesce(x."createdAt", g."createdAt"),
       "updatedAt" = coalesce(x."updatedAt", g."updatedAt")
     FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, "ownerAgentId" uuid, "ownerPersonId" uuid, "createdAt" timestamptz, "updatedAt" timestamptz)
     WHERE g."companyId" = $1 AND g.id = x.id`,
    [work.companyId, JSON.stringify(rows)],
  )
}

export type SettledProject = {
  id: string
  leadAgentId: string | null
  pausedAt: string | null
  pauseReason: string | null
  archivedAt: string | null
  createdAt: string | null
  updatedAt: string | null
}

/** What the command that adds a project does not take. */
export async function settleProjects(work: Work, rows: readonly SettledProject[]): Promise<void> {
  await work.sql(
    `UPDATE "Project" p SET "leadAgentId" = x."leadAgentId", "pausedAt" = x."pausedAt", "pauseReason" = x."pauseReason",
       "archivedAt" = x."archivedAt", "createdAt" = coalesce(x."createdAt", p."createdAt"), "updatedAt" = coalesce(x."updatedAt", p."updatedAt")
     FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, "leadAgentId" uuid, "pausedAt" timestamptz, "pauseReason" text, "archivedAt" timestamptz,
       "createdAt" timestamptz, "updatedAt" timestamptz)
     WHERE p."companyId" = $1 AND p.id = x.id`,
    [work.companyId, JSON.stringify(rows)],
  )
}

export type SettledAgent = {
  id: string
  status: 'paused' | 'terminated'
  pauseReason: 'imported' | 'needs_config' | null
  createdAt: string | null
  updatedAt: string | null
  /** Absent: where its hire put it. */
  managerId?: string | null
}

/** Agents arrive at rest: nothing of them runs before somebody resumes them. Terminated ones stay what they were. */
export async function settleAgents(work: Work, rows: readonly SettledAgent[]): Promise<void> {
  const placed = rows.map((row) => ({ ...row, isPlaced: row.managerId !== undefined }))
  await work.sql(
    `UPDATE "Agent" a SET status = x.status, "pauseReason" = x."pauseReason",
       "pausedAt" = CASE WHEN x.status = 'paused' THEN $3::timestamptz END, "terminatedAt" = CASE WHEN x.status = 'terminated' THEN $3::timestamptz END,
       "managerId" = CASE WHEN x."isPlaced" THEN x."managerId" ELSE a."managerId" END,
       "createdAt" = coalesce(x."createdAt", a."createdAt"), "updatedAt" = coalesce(x."updatedAt", a."updatedAt")
     FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, status text, "pauseReason" text, "managerId" uuid, "isPlaced" boolean, "createdAt" timestamptz,
       "updatedAt" timestamptz)
     WHERE a."companyId" = $1 AND a.id = x.id`,
    [work.companyId, JSON.stringify(placed), work.now],
  )
}

/** Pauses replaced agents whose new settings lack a value. */
export async function pauseIncomplete(work: Work, ids: readonly string[]): Promise<void> {
  await work.sql(
    `UPDATE "Agent" SET status = 'paused', "pauseReason" = 'needs_config', "pausedAt" = $3 WHERE "companyId" = $1 AND id = ANY($2) AND status = 'active'`,
    [work.companyId, ids, work.now],
  )
}

/** Gives labels the colour of the bundle. */
export async function recolorLabels(work: Work, rows: readonly { id: string; color: string }[]): Promise<void> {
  await work.sql(
    `UPDATE "Label" l SET color = x.color FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, color text) WHERE l."companyId" = $1 AND l.id = x.id`,
    [work.companyId, JSON.stringify(rows)],
  )
}

/** What an import meets in its company; null for a company that is only being founded. */
export async function findExisting(view: View): Promise<Existing> {
  const [row] = await view.sql<NonNullable<Existing>>(
    `SELECT c.name, c.slug,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'key', key, 'name', name) ORDER BY "createdAt", id), '[]') FROM "Agent"
        WHERE "companyId" = $1 AND status <> 'terminated') AS agents,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'key', key, 'name', name) ORDER BY "createdAt", id), '[]') FROM "Project"
        WHERE "companyId" = $1) AS projects,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'key', key, 'name', name) ORDER BY "createdAt", id), '[]') FROM "Team"
        WHERE "companyId" = $1) AS teams,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'key', name, 'name', name) ORDER BY name), '[]') FROM "Label"
        WHERE "companyId" = $1) AS labels
     FROM "Company" c WHERE c.id = $1`,
    [view.companyId],
  )
  return row ?? null
}
