import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { isUuid } from '@/platform/ids'

export type AuditRow = {
  id: string
  at: string
  actorKind: 'person' | 'agent' | 'system'
  actorId: string
  actorName: string
  runId: string | null
  action: string
  subjectKind: string
  subjectId: string
  /** What people call the subject, where it has a name: an agent's name, a task's identifier, a goal's title. */
  subjectName: string | null
  details: Record<string, unknown>
  /** Position in the hash chain; null until the sealer has come by. */
  position: number | null
}

/** The audit log, newest first; `before` is the id of the last row of the page before. */
export const listAudit = defineQuery({
  name: 'listAudit',
  grant: 'audit:read',
  input: z.object({
    subjectId: z.string().max(100).optional(),
    actorId: z.string().max(100).optional(),
    action: z.string().max(100).optional(),
    before: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(100),
  }),
  async run(view, { subjectId, actorId, action, before, limit }) {
    const values: unknown[] = [view.companyId, limit]
    const where = ['e."companyId" = $1']
    const add = (text: string, value: unknown) => {
      if (value === undefined) return
      values.push(value)
      where.push(text.replace('?', `$${values.length}`))
    }
    add('e."subjectId" = ?', subjectId)
    add('e."actorId" = ?', actorId)
    add('e.action = ?', action)
    add('(e.at, e.seq) < (SELECT at, seq FROM "AuditEntry" WHERE "companyId" = $1 AND id = ?)', before)
    const rows = await view.sql<Omit<AuditRow, 'actorName' | 'subjectName'>>(
      `SELECT e.id, e.at, e."actorKind", e."actorId", e."runId", e.action, e."subjectKind", e."subjectId", e.details,
              (SELECT position FROM "AuditSeal" s WHERE s."companyId" = $1 AND s."entryId" = e.id) AS position
       FROM "AuditEntry" e WHERE ${where.join(' AND ')} ORDER BY e.at DESC, e.seq DESC LIMIT $2`,
      values,
    )
    const names = await namesOf(view, rows)
    return rows.map((row) => ({
      ...row,
      actorName: names.get(row.actorId) ?? 'System',
      subjectName: names.get(row.subjectId) ?? null,
    }))
  },
})

const NAMED = new Set(['agent', 'task', 'goal'])

/** Names of all who and what a page is about, each looked up once. */
async function namesOf(view: View, rows: Omit<AuditRow, 'actorName' | 'subjectName'>[]): Promise<Map<string, string>> {
  const ids = new Set<string>()
  for (const row of rows) {
    if (isUuid(row.actorId)) ids.add(row.actorId)
    if (NAMED.has(row.subjectKind) && isUuid(row.subjectId)) ids.add(row.subjectId)
  }
  if (ids.size === 0) return new Map()
  const found = await view.sql<{ id: string; name: string }>(
    `SELECT id, name FROM "Agent" WHERE "companyId" = $1 AND id = ANY($2)
     UNION ALL SELECT id, name FROM "Person" WHERE id = ANY($2)
     UNION ALL SELECT id, identifier FROM "Task" WHERE "companyId" = $1 AND id = ANY($2)
     UNION ALL SELECT id, title FROM "Goal" WHERE "companyId" = $1 AND id = ANY($2)`,
    [view.companyId, [...ids]],
  )
  return new Map(found.map((row) => [row.id, row.name]))
}
