import { defineQuery } from '@/platform/command'
import { choosePage } from '../filter'
import { namesOf } from '../names'
import { ListAudit } from '../schema'

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
  /** What people call the subject: an agent's name, a task's identifier, a run's agent, a message's task. */
  subjectName: string | null
  details: Record<string, unknown>
  /** Position in the hash chain; null until the sealer has come by. */
  position: number | null
  /** Hash of its link of the chain. */
  hash: string | null
}

/** The audit log, newest first. What secrets are called is left out for who may not list them; `before` is the id of the last row of the page before. */
export const listAudit = defineQuery({
  name: 'listAudit',
  grant: 'audit:read',
  input: ListAudit,
  async run(view, filter) {
    const { text, values } = choosePage(view.companyId, filter)
    const rows = await view.sql<Omit<AuditRow, 'actorName' | 'subjectName'>>(
      `WITH page AS (${text})
       SELECT e.id, e.at, e."actorKind", e."actorId", e."runId", e.action, e."subjectKind", e."subjectId", e.details,
              s.position, s.hash
       FROM page JOIN "AuditEntry" e ON e."companyId" = $1 AND e.id = page.id
       LEFT JOIN "AuditSeal" s ON s."companyId" = $1 AND s."entryId" = e.id ORDER BY page.at DESC, page.seq DESC`,
      values,
    )
    const names = await namesOf(view, rows)
    const hides = (row: { subjectKind: string }) => row.subjectKind === 'secret' && !view.grants.has('secret:read')
    return rows.map((row) => ({
      ...row,
      actorName: names.get(row.actorId) ?? 'System',
      subjectName: hides(row) ? null : (names.get(row.subjectId) ?? null),
      details: hides(row) ? {} : row.details,
    }))
  },
})
