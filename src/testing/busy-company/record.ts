import { type Fill, YOU } from './ground'

/** The audit entries of what can be seen elsewhere, in their order, and the events by which the search takes up the tasks. */
export async function fillRecord(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "AuditEntry" (id, "companyId", at, "actorKind", "actorId", "runId", action, "subjectKind", "subjectId", details)
     SELECT pg_temp.id_at('audit', row_number() OVER (ORDER BY at, action, subject)::int, at), $1, at, actor, who, run, action, kind, subject, details FROM (
       SELECT "createdAt" AS at, 'person' AS actor, '${YOU}' AS who, NULL::uuid AS run, 'company.created' AS action, 'company' AS kind, id::text AS subject,
         jsonb_build_object('name', name, 'slug', slug, 'mission', mission) AS details FROM "Company" WHERE id = $1
       UNION ALL SELECT "createdAt", 'person', '${YOU}', NULL, 'agent.hired', 'agent', id::text, jsonb_build_object('name', name, 'role', role) FROM "Agent" WHERE "companyId" = $1
       UNION ALL SELECT "createdAt", "createdByKind", "createdById"::text, NULL, 'task.created', 'task', id::text, jsonb_build_object('title', title) FROM "Task" WHERE "companyId" = $1
       UNION ALL SELECT "completedAt", 'agent', "assigneeId"::text, NULL, 'task.updated', 'task', id::text, jsonb_build_object('state', state)
         FROM "Task" WHERE "companyId" = $1 AND "completedAt" IS NOT NULL AND "assigneeId" IS NOT NULL
       UNION ALL SELECT m."createdAt", m."authorKind", m."authorId"::text, NULL, 'message.posted', 'task', m."taskId"::text, jsonb_build_object('messageId', m.id)
         FROM "Message" m WHERE m."companyId" = $1
       UNION ALL SELECT "startedAt", 'system', 'worker', id, 'run.started', 'run', id::text, '{}' FROM "Run" WHERE "companyId" = $1
       UNION ALL SELECT "finishedAt", 'system', 'worker', id, 'run.finished', 'run', id::text, jsonb_build_object('state', state) FROM "Run" WHERE "companyId" = $1 AND "finishedAt" IS NOT NULL
       UNION ALL SELECT "startedAt" + interval '3 seconds', 'agent', "agentId"::text, id, 'task.checkedOut', 'task', "taskId"::text, '{}'
         FROM "Run" WHERE "companyId" = $1 AND "createdAt" > pg_temp.days_ago(3)
       UNION ALL SELECT "startedAt" + ("finishedAt" - "startedAt") * 0.6, 'agent', "agentId"::text, id, 'document.updated', 'task', "taskId"::text, '{}'
         FROM "Run" WHERE "companyId" = $1 AND "createdAt" > pg_temp.days_ago(3) AND "finishedAt" IS NOT NULL
       UNION ALL SELECT "finishedAt" - interval '1 second', 'agent', "agentId"::text, id, 'message.posted', 'task', "taskId"::text, '{}'
         FROM "Run" WHERE "companyId" = $1 AND "createdAt" > pg_temp.days_ago(3) AND state = 'succeeded'
       UNION ALL SELECT "createdAt" + interval '1 minute', 'agent', "agentId"::text, "runId", 'cost.reported', 'agent', "agentId"::text, jsonb_build_object('costMicros', sum("costMicros"))
         FROM "CostEntry" WHERE "companyId" = $1 AND "createdAt" > pg_temp.days_ago(7) GROUP BY "runId", "agentId", "createdAt"
       UNION ALL SELECT "createdAt", "requestedByKind", "requestedById", NULL, 'approval.requested', 'approval', id::text, jsonb_build_object('type', type) FROM "Approval" WHERE "companyId" = $1
       UNION ALL SELECT "decidedAt", 'person', '${YOU}', NULL, 'approval.' || status, 'approval', id::text, '{}' FROM "Approval" WHERE "companyId" = $1 AND "decidedAt" IS NOT NULL
       UNION ALL SELECT "pausedAt", CASE "pauseReason" WHEN 'budget' THEN 'system' ELSE 'person' END, CASE "pauseReason" WHEN 'budget' THEN 'budget' ELSE '${YOU}' END, NULL,
         CASE "pauseReason" WHEN 'budget' THEN 'agent.halted' ELSE 'agent.paused' END, 'agent', id::text, '{}' FROM "Agent" WHERE "companyId" = $1 AND status = 'paused'
     ) deed ORDER BY at, action, subject`,
  )
  await fill(
    `INSERT INTO "OutboxEvent" (id, "companyId", name, data, "createdAt")
     SELECT pg_temp.id_at('event', number, now()), $1, 'task/created', jsonb_build_object('taskId', id), now() FROM "Task" WHERE "companyId" = $1 ORDER BY number`,
  )
}
