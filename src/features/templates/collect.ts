import type { View } from '@/platform/command'
import { keyOf } from '@/platform/ids'
import { foldedPath, pathProblem } from './rules/paths'
import type { Who } from './schema'

/** A row of the database, as it stands in a file of the bundle once its ids are keys. */
type Row = Record<string, unknown>

/** What the ids of a company are called in its bundle: the same state has the same names, and no id is in it. */
export type Names = {
  agents: Map<string, string>
  goals: Map<string, string>
  projects: Map<string, string>
  labels: Set<string>
  people: Map<string, string>
}

/** Most rows of one kind that are read at once; a company with more is not exported whole. */
export const MOST_ROWS = 20_000

/** `[key]`, `[key-2]`, … in the order in which the things were made; two keys are two paths on every system. */
export function keysFor(rows: readonly { id: string; text: string }[], fallback: string): Map<string, string> {
  const taken = new Set<string>()
  return new Map(
    rows.map(({ id, text }) => {
      const base = keyOf(text).slice(0, 100).replace(/-+$/, '') || fallback
      let key = base
      // an agent may be called Con: no system has a folder of that name
      for (let n = 2; taken.has(foldedPath(key)) || pathProblem(key); n++) key = `${base}-${n}`
      taken.add(foldedPath(key))
      return [id, key]
    }),
  )
}

/** An actor of a row by its name in the bundle. An agent that is left out is named as a person is. */
export function whoOf(names: Names, kind: unknown, id: unknown, name?: unknown): Who {
  const agent = kind === 'agent' && names.agents.get(String(id))
  if (agent) return { agent }
  if (kind !== 'agent' && kind !== 'person' && typeof name !== 'string') return { system: true }
  return { person: typeof name === 'string' ? name : (names.people.get(String(id)) ?? 'Somebody') }
}

export const COMPANY = `SELECT c.name, c.slug, c.mission, c."timeZone", c.gates, b.cap AS "capMicros", c."failurePolicy", c."queueOrder",
    c."maxRequestDepth", c."attachmentMaxBytes", c."brandColor", c."maxConcurrentRuns", c."runtimeLimits", c."budgetsCount", c."unknownModels", c."budgetInvariant",
    c."remindAfterHours"
  FROM "Company" c LEFT JOIN "Budget" b ON b."companyId" = $1 AND b."scopeKind" = 'company' AND b."scopeId" = $1 AND b.metric = 'money' AND b."window" = 'month' WHERE c.id = $1`

export const AGENTS = `SELECT a.id, a.name, a.key AS text, a.role, a.title, a.capabilities, a."managerId", a.runtime, a."runtimeConfig", a.icon,
    a.metadata, a.permissions, a."queueOrder", b.cap AS "capMicros", a.status, a.instructions, a."createdAt", a."updatedAt",
    CASE WHEN s."agentId" IS NULL THEN NULL ELSE jsonb_build_object('cron', s.cron, 'intervalSeconds', s."intervalSeconds",
      'timeZone', s."timeZone", 'isEnabled', s."isEnabled", 'catchUp', s."catchUp",
      'catchUpCap', s."catchUpCap", 'maxLatenessSeconds', s."maxLatenessSeconds", 'staggerSeconds', s."staggerSeconds",
      'officeHours', s."officeHours") END AS schedule
  FROM "Agent" a LEFT JOIN "Budget" b ON b."companyId" = $1 AND b."scopeKind" = 'agent' AND b."scopeId" = a.id AND b.metric = 'money' AND b."window" = 'month'
  LEFT JOIN "Schedule" s ON s."companyId" = $1 AND s."agentId" = a.id WHERE a."companyId" = $1 ORDER BY a."createdAt", a.id`

export const GOALS = `SELECT id, "parentId", title AS text, title, description, level, status, "ownerAgentId", "ownerPersonId", "dueDate",
    "createdAt", "updatedAt" FROM "Goal" WHERE "companyId" = $1 ORDER BY "createdAt", id`

export const PROJECTS = `SELECT id, key AS text, name, description, status, "goalId", "leadAgentId", "targetDate", color, "repositoryUrl", "defaultBranch", "pausedAt", "pauseReason",
    "archivedAt", "createdAt", "updatedAt" FROM "Project" WHERE "companyId" = $1 ORDER BY "createdAt", id`

export const TEAMS = `SELECT t.id, t.key AS text, t.name, t.description, coalesce((SELECT jsonb_agg(m."agentId" ORDER BY a."createdAt", a.id)
      FROM "TeamMember" m JOIN "Agent" a ON a."companyId" = $1 AND a.id = m."agentId" WHERE m."companyId" = $1 AND m."teamId" = t.id), '[]') AS agents
  FROM "Team" t WHERE t."companyId" = $1 ORDER BY t."createdAt", t.id`

export const LABELS = `SELECT name, color FROM "Label" WHERE "companyId" = $1 ORDER BY name`

export const SECRETS = `SELECT id, name, description FROM "Secret" WHERE "companyId" = $1 ORDER BY id`

/** Whoever wrote something in this company and is a person. */
export const PEOPLE = `SELECT p.id, p.name FROM "Person" p WHERE p.id IN (
    SELECT "authorId" FROM "Message" WHERE "companyId" = $1 AND "authorKind" = 'person'
    UNION SELECT "createdById" FROM "Task" WHERE "companyId" = $1 AND "createdByKind" = 'person'
    UNION SELECT "accountableId" FROM "Task" WHERE "companyId" = $1 AND "accountableKind" = 'person'
    UNION SELECT "assigneePersonId" FROM "Task" WHERE "companyId" = $1 UNION SELECT "ownerPersonId" FROM "Goal" WHERE "companyId" = $1
    UNION SELECT "createdById" FROM "Document" WHERE "companyId" = $1 UNION SELECT "updatedById" FROM "Document" WHERE "companyId" = $1
    UNION SELECT "createdById" FROM "WorkProduct" WHERE "companyId" = $1)`

/** All rows of a short list. */
export async function rowsOf<T extends Row>(view: View, sql: string): Promise<T[]> {
  return view.sql<T>(`${sql} LIMIT ${MOST_ROWS + 1}`, [view.companyId])
}

/** Tasks of a page: so many, or so many messages, whichever comes first. */
const TASKS_A_PAGE = 100
const MESSAGES_A_PAGE = 2000

export type TaskRow = Row & { id: string; number: number; messageCount: number; labels: string[] }

/**
 * All tasks by number, with labels and blockers, a page at a time. They are all of one moment, however long it takes: a cursor keeps it.
 */
export async function* taskPages(view: View): AsyncGenerator<TaskRow[]> {
  await view.sql(
    `DECLARE tasks NO SCROLL CURSOR FOR
     SELECT t.id, t.number, t.title, t.description, t.state, t.priority, t.complexity, t."goalId", t."projectId",
       (SELECT p.number FROM "Task" p WHERE p."companyId" = $1 AND p.id = t."parentId") AS parent,
       t."assigneeId", t."assigneePersonId", t."accountableKind", t."accountableId", t."createdByKind", t."createdById", t."requestDepth",
       t."dueAt", t."notBefore", t."billingCode", t."originKind", t."originId", t."hiddenAt", t."executionPolicy", t.acceptance, t."blockedReason",
       t."completionSummary", t."startedAt", t."completedAt", t."createdAt", t."updatedAt", t."messageCount",
       coalesce((SELECT jsonb_agg(l.name ORDER BY l.name) FROM "TaskLabel" tl JOIN "Label" l ON l."companyId" = $1 AND l.id = tl."labelId"
         WHERE tl."companyId" = $1 AND tl."taskId" = t.id), '[]') AS labels,
       coalesce((SELECT jsonb_agg(b.number ORDER BY b.number) FROM "TaskBlocker" tb JOIN "Task" b ON b."companyId" = $1 AND b.id = tb."blockerId"
         WHERE tb."companyId" = $1 AND tb."taskId" = t.id), '[]') AS "blockedBy"
     FROM "Task" t WHERE t."companyId" = $1 ORDER BY t.number`,
    [view.companyId],
  )
  for (;;) {
    const rows = await view.sql<TaskRow>(`FETCH ${TASKS_A_PAGE} FROM tasks`)
    if (rows.length === 0) break
    yield* byMessages(rows)
  }
  await view.sql('CLOSE tasks')
}

/** At least one task a page. */
function* byMessages(rows: readonly TaskRow[]): Generator<TaskRow[]> {
  let page: TaskRow[] = []
  let messages = 0
  for (const row of rows) {
    if (page.length > 0 && messages + row.messageCount > MESSAGES_A_PAGE) {
      yield page
      page = []
      messages = 0
    }
    page.push(row)
    messages += row.messageCount
  }
  yield page
}

export type Part = Row & { taskId: string }

/** The messages of some tasks, in the order of their threads; an author who came by an import has the name of then. */
export function messagesOf(view: View, taskIds: readonly string[]): Promise<Part[]> {
  return view.sql<Part>(
    `SELECT "taskId", role, "authorKind", "authorId", "importedAuthor", content, "toolCalls", "createdAt", "editedAt" FROM "Message"
     WHERE "companyId" = $1 AND "taskId" = ANY($2) ORDER BY "taskId", id`,
    [view.companyId, taskIds],
  )
}

export function documentsOf(view: View, taskIds: readonly string[]): Promise<Part[]> {
  return view.sql<Part>(
    `SELECT "taskId", key, title, body, "createdByKind", "createdById", "updatedByKind", "updatedById", "createdAt", "updatedAt"
     FROM "Document" WHERE "companyId" = $1 AND "taskId" = ANY($2) AND "deletedAt" IS NULL ORDER BY "taskId", key`,
    [view.companyId, taskIds],
  )
}

export function productsOf(view: View, taskIds: readonly string[]): Promise<Part[]> {
  return view.sql<Part>(
    `SELECT "taskId", type, title, url, "externalId", status, summary, "isPrimary", metadata, "createdByKind", "createdById", "createdAt",
       "updatedAt" FROM "WorkProduct" WHERE "companyId" = $1 AND "taskId" = ANY($2) ORDER BY "taskId", id`,
    [view.companyId, taskIds],
  )
}
