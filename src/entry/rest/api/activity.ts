import { z } from 'zod'
import { type AuditRow, ListAudit, listAudit } from '@/features/audit'
import { Bag, Id, IdOrNull, Instant, idOf, Text } from './fields'
import { actionOf, entityOf, kindOf } from './names'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const Activity = z
  .object({
    id: Id,
    companyId: Id,
    actorType: z.enum(['agent', 'user', 'system']),
    actorId: z.string(),
    actorName: z.string(),
    action: z.string().meta({ example: 'issue.checked_out' }),
    entityType: z.string().meta({ example: 'issue' }),
    entityId: z.string(),
    entityName: Text,
    agentId: IdOrNull,
    runId: IdOrNull,
    details: Bag,
    createdAt: Instant,
  })
  .meta({ id: 'Activity' })

function activityAnswer(companyId: string, row: AuditRow): z.output<typeof Activity> {
  return {
    id: row.id,
    companyId,
    actorType: row.actorKind === 'person' ? 'user' : row.actorKind,
    actorId: row.actorId,
    actorName: row.actorName,
    action: actionOf(row.action),
    entityType: entityOf(row.subjectKind),
    entityId: row.subjectId,
    entityName: row.subjectName,
    agentId: row.actorKind === 'agent' ? row.actorId : row.subjectKind === 'agent' ? row.subjectId : null,
    runId: row.runId,
    details: row.details,
    createdAt: row.at,
  }
}

const Filter = pageOf(null).extend({
  agentId: idOf('agent').optional().meta({ description: 'What the agent did, and what was done to it.' }),
  entityType: z
    .string()
    .regex(/^[a-z_A-Z]{1,40}$/, 'must be a kind of thing such as issue or agent')
    .optional(),
  entityId: z.string().min(1).max(100).optional(),
  runId: idOf('run').optional(),
  from: ListAudit.shape.from,
  to: ListAudit.shape.to,
})

export const activity = [
  route({
    method: 'get',
    path: '/companies/{companyId}/activity',
    name: 'listAudit',
    tag: 'Activity',
    summary: 'Read what happened, newest first',
    query: Filter,
    answer: z.array(Activity),
    run: async ({ caller, query: { limit, cursor, entityType, entityId, ...filter }, ...asked }) => {
      const subject = { subjectKind: entityType && kindOf(entityType), subjectId: entityId }
      const rows = await listAudit(caller, { ...filter, ...subject, before: cursor, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map((row) => activityAnswer(caller.companyId, row))
    },
  }),
  route({
    method: 'get',
    path: '/issues/{id}/activity',
    name: 'listAudit',
    tag: 'Activity',
    summary: 'Read what happened to an issue, newest first',
    query: pageOf(null),
    answer: z.array(Activity),
    run: async ({ caller, id, query: { limit, cursor }, ...asked }) => {
      const subject = { subjectKind: 'task', subjectId: id }
      const rows = await listAudit(caller, { ...subject, before: cursor, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map((row) => activityAnswer(caller.companyId, row))
    },
  }),
]
