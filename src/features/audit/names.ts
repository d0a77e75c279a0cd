import type { View } from '@/platform/command'
import { isUuid } from '@/platform/ids'

type Named = { actorKind: string; actorId: string; subjectKind: string; subjectId: string }

/** Where the name of each kind of thing is; `$1` is the company, `?` the ids. */
const NAMES: Record<string, string> = {
  agent: `SELECT id, name FROM "Agent" WHERE "companyId" = $1 AND id = ANY(?::uuid[])`,
  person: `SELECT id, name FROM "Person" WHERE id = ANY(?::uuid[])`,
  task: `SELECT id, identifier FROM "Task" WHERE "companyId" = $1 AND id = ANY(?::uuid[])`,
  goal: `SELECT id, title FROM "Goal" WHERE "companyId" = $1 AND id = ANY(?::uuid[])`,
  project: `SELECT id, name FROM "Project" WHERE "companyId" = $1 AND id = ANY(?::uuid[])`,
  team: `SELECT id, name FROM "Team" WHERE "companyId" = $1 AND id = ANY(?::uuid[])`,
  label: `SELECT id, name FROM "Label" WHERE "companyId" = $1 AND id = ANY(?::uuid[])`,
  key: `SELECT id, name FROM "ApiKey" WHERE "companyId" = $1 AND id = ANY(?::uuid[])`,
  secret: `SELECT id, name FROM "Secret" WHERE "companyId" = $1 AND id = ANY(?::uuid[])`,
  company: `SELECT id, name FROM "Company" WHERE id = $1 AND id = ANY(?::uuid[])`,
  document: `SELECT id, title FROM "Document" WHERE "companyId" = $1 AND id = ANY(?::uuid[])`,
  approval: `SELECT id, CASE type WHEN 'hire_agent' THEN concat_ws(' ', 'hire', payload->>'name') WHEN 'budget_override_required' THEN 'budget'
    WHEN 'config_change' THEN 'settings' WHEN 'config_rollback' THEN 'roll back'
    ELSE coalesce(payload->>'title', replace(type, '_', ' ')) END FROM "Approval" WHERE "companyId" = $1 AND id = ANY(?::uuid[])`,
  // what has no name of its own is called by what it belongs to: a message by its task, a run and a budget by their agent
  message: `SELECT m.id, t.identifier FROM "Message" m JOIN "Task" t ON t."companyId" = $1 AND t.id = m."taskId"
    WHERE m."companyId" = $1 AND m.id = ANY(?::uuid[])`,
  run: `SELECT r.id, a.name FROM "Run" r JOIN "Agent" a ON a."companyId" = $1 AND a.id = r."agentId"
    WHERE r."companyId" = $1 AND r.id = ANY(?::uuid[])`,
  budget: `SELECT b.id, coalesce(a.name, t.name, p.name, g.title, c.name) FROM "Budget" b JOIN "Company" c ON c.id = $1
    LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = b."scopeId" LEFT JOIN "Team" t ON t."companyId" = $1 AND t.id = b."scopeId"
    LEFT JOIN "Project" p ON p."companyId" = $1 AND p.id = b."scopeId"
    LEFT JOIN "Goal" g ON g."companyId" = $1 AND g.id = b."scopeId" WHERE b."companyId" = $1 AND b.id = ANY(?::uuid[])`,
}

const KINDS = Object.keys(NAMES)
const ALL = KINDS.map((kind, i) => NAMES[kind]!.replace('?', `$${i + 2}`)).join(' UNION ALL ')
/** One text, prepared once: the kinds that do not occur come with no ids and cost nothing. */
const SELECT_NAMES = `WITH named(id, name) AS (${ALL}) SELECT id, name FROM named`

/** Names of all who and what a page is about, each looked up once, with one statement. */
export async function namesOf(view: View, rows: readonly Named[]): Promise<Map<string, string>> {
  const ids = new Map(KINDS.map((kind) => [kind, new Set<string>()]))
  for (const row of rows) {
    if (isUuid(row.actorId)) ids.get(row.actorKind)?.add(row.actorId)
    if (isUuid(row.subjectId)) ids.get(row.subjectKind)?.add(row.subjectId)
  }
  const lists = KINDS.map((kind) => [...(ids.get(kind) ?? [])])
  if (lists.every((list) => list.length === 0)) return new Map()
  const found = await view.sql<{ id: string; name: string }>(SELECT_NAMES, [view.companyId, ...lists])
  return new Map(found.map((row) => [row.id, row.name]))
}
