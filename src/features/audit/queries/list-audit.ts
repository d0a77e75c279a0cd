import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { ENTRY_COLUMNS } from '../store'

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
    return view.sql<AuditRow>(
      `WITH page AS (
         SELECT ${ENTRY_COLUMNS}, e.seq FROM "AuditEntry" e WHERE ${where.join(' AND ')} ORDER BY e.at DESC, e.seq DESC LIMIT $2
       )
       SELECT p.id, p.at, p."actorKind", p."actorId", p."runId", p.action, p."subjectKind", p."subjectId", p.details,
              s.position, coalesce(actor.name, person.name, 'System') AS "actorName",
              coalesce(agent.name, task.identifier, goal.title) AS "subjectName"
       FROM page p
       LEFT JOIN "AuditSeal" s ON s."companyId" = $1 AND s."entryId" = p.id
       LEFT JOIN "Agent" actor ON p."actorKind" = 'agent' AND actor."companyId" = $1 AND actor.id = CASE WHEN p."actorId" ~ '^[0-9a-f-]{36}$' THEN p."actorId"::uuid END
       LEFT JOIN "Person" person ON p."actorKind" = 'person' AND person.id = CASE WHEN p."actorId" ~ '^[0-9a-f-]{36}$' THEN p."actorId"::uuid END
       LEFT JOIN "Agent" agent ON p."subjectKind" = 'agent' AND agent."companyId" = $1 AND agent.id = CASE WHEN p."subjectId" ~ '^[0-9a-f-]{36}$' THEN p."subjectId"::uuid END
       LEFT JOIN "Task" task ON p."subjectKind" = 'task' AND task."companyId" = $1 AND task.id = CASE WHEN p."subjectId" ~ '^[0-9a-f-]{36}$' THEN p."subjectId"::uuid END
       LEFT JOIN "Goal" goal ON p."subjectKind" = 'goal' AND goal."companyId" = $1 AND goal.id = CASE WHEN p."subjectId" ~ '^[0-9a-f-]{36}$' THEN p."subjectId"::uuid END
       ORDER BY p.at DESC, p.seq DESC`,
      values,
    )
  },
})
