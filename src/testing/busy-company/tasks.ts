import { BUSY, type Fill, YOU } from './ground'
import { AGENTS, LABELS, MESSAGES, PROJECTS, THINGS, VERBS } from './staff'

/** 300 tasks, one about every five hours: the old ones are done, of the newer ones some are in every state. */
export async function fillTasks(fill: Fill): Promise<void> {
  await fillRows(fill)
  await fillTree(fill)
  await fillThreads(fill)
}

const agentId = (place: string) => `pg_temp.id_at('agent', ${place}, pg_temp.days_ago(60.4))`

/** Which agent has the i-th task: by their weights. */
const ASSIGNEE = `(SELECT place FROM (SELECT (place - 1)::int AS place, sum((a->>'weight')::int) OVER (ORDER BY place) AS upto
  FROM jsonb_array_elements($2::jsonb->'agents') WITH ORDINALITY AS x(a, place)) w WHERE upto > pg_temp.draw('assignee', i) * 100 ORDER BY upto LIMIT 1)`

const STATE = `CASE
  WHEN i <= 205 THEN CASE WHEN pg_temp.draw('state', i) < 0.9 THEN 'done' WHEN pg_temp.draw('state', i) < 0.96 THEN 'cancelled' ELSE 'blocked' END
  WHEN pg_temp.draw('state', i) < 0.16 THEN 'backlog' WHEN pg_temp.draw('state', i) < 0.44 THEN 'todo'
  WHEN pg_temp.draw('state', i) < 0.68 THEN 'in_progress' WHEN pg_temp.draw('state', i) < 0.82 THEN 'in_review'
  WHEN pg_temp.draw('state', i) < 0.92 THEN 'blocked' ELSE 'done' END`

async function fillRows(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "Task" (id, "companyId", number, identifier, title, description, state, priority, "assigneeId", "assigneePersonId",
       "accountableKind", "accountableId", "projectId", "goalId", "dueAt", "blockedReason", "completionSummary", acceptance, "createdByKind",
       "createdById", "createdAt", "updatedAt", "startedAt", "completedAt")
     SELECT pg_temp.id_at('task', i, at), $1, i, $2::jsonb->>'prefix' || '-' || i,
       ($2::jsonb->'verbs'->>pg_temp.one_of('verb', i, jsonb_array_length($2::jsonb->'verbs'))) || ' ' ||
         ($2::jsonb->'things'->>pg_temp.one_of('thing', i, jsonb_array_length($2::jsonb->'things'))),
       E'What counts:\\n\\n- a reader without context understands it\\n- every listing runs\\n- figures have a source',
       state, (ARRAY['critical', 'high', 'high', 'medium', 'medium', 'medium', 'medium', 'low', 'low', 'low'])[1 + pg_temp.one_of('priority', i, 10)],
       CASE WHEN NOT "isOurs" AND NOT (state = 'backlog' AND i % 2 = 0) THEN ${agentId('assignee')} END,
       CASE WHEN "isOurs" THEN '${YOU}'::uuid END, 'agent', ${agentId('0')},
       CASE WHEN project < ${PROJECTS.length} THEN pg_temp.id_at('project', project, pg_temp.days_ago(60.2)) END,
       pg_temp.id_at('goal', coalesce(($2::jsonb->'goals'->>project)::int, -1), pg_temp.days_ago(60.3)),
       CASE WHEN i > 205 AND i % 3 = 0 THEN date_trunc('hour', now()) + pg_temp.one_of('due', i, 30) * interval '1 day' - interval '6 days' END,
       CASE state WHEN 'blocked' THEN 'It waits for a decision on the outline.' END,
       CASE state WHEN 'done' THEN 'Done and published. All listings run; two sources were added.' END,
       CASE WHEN i % 7 = 0 THEN '[{"id":"listings","name":"The listings run","kind":"command_exit_0","command":"npm test -- listings"},{"id":"index","name":"The index is drafted","kind":"file_exists","path":"drafts/indexes.md","minCount":1}]'::jsonb
         ELSE '[]'::jsonb END,
       CASE WHEN i % 4 = 0 THEN 'person' ELSE 'agent' END, CASE WHEN i % 4 = 0 THEN '${YOU}'::uuid ELSE ${agentId('0')} END,
       at, least(pg_temp.days_ago(0.01), at + pg_temp.draw('age', i) * interval '3 days'),
       CASE WHEN state NOT IN ('backlog', 'todo') THEN at + interval '20 minutes' END,
       CASE WHEN state IN ('done', 'cancelled') THEN least(pg_temp.days_ago(0.01), at + pg_temp.draw('age', i) * interval '3 days') END
     FROM (SELECT i, at, ${STATE} AS state, ${ASSIGNEE} AS assignee, pg_temp.one_of('project', i, ${PROJECTS.length + 1}) AS project,
         i > 205 AND i % 29 = 0 AS "isOurs"
       FROM (SELECT i, pg_temp.days_ago(60 - (i - 1) * 59.9 / ${BUSY.tasks}) AS at FROM generate_series(1, ${BUSY.tasks}) i) each) drawn`,
    {
      ...{ prefix: BUSY.prefix, verbs: VERBS, things: THINGS, agents: AGENTS },
      goals: PROJECTS.map((project) => project.goal),
    },
  )
}

/** Each fifth task has parts among the next four; blocked ones wait for others; a few labels each. */
async function fillTree(fill: Fill): Promise<void> {
  await fill(
    `UPDATE "Task" t SET "parentId" = p.id FROM "Task" p WHERE t."companyId" = $1 AND p."companyId" = $1 AND p.number = t.number / 5 * 5
       AND t.number % 5 <> 0 AND pg_temp.draw('parent', t.number) < 0.45`,
  )
  await fill(
    `UPDATE "Task" t SET state = 'in_progress', "completedAt" = NULL, "completionSummary" = NULL
     WHERE "companyId" = $1 AND state IN ('done', 'cancelled') AND EXISTS (
       SELECT 1 FROM "Task" k WHERE k."companyId" = $1 AND k."parentId" = t.id AND k.state NOT IN ('done', 'cancelled'))`,
  )
  await fill(
    `INSERT INTO "TaskBlocker" ("companyId", "taskId", "blockerId") SELECT $1, t.id, other.id FROM "Task" t
     JOIN LATERAL (SELECT id FROM "Task" o WHERE o."companyId" = $1 AND o.number < t.number AND o.number % 5 <> 0 AND o."parentId" IS NULL
       AND o.state IN ('todo', 'in_progress', 'in_review') ORDER BY o.number DESC LIMIT 1 + t.number % 2) other ON true
     WHERE t."companyId" = $1 AND t.state = 'blocked' AND t."parentId" IS NULL`,
  )
  await fill(
    `INSERT INTO "TaskLabel" ("companyId", "taskId", "labelId")
     SELECT DISTINCT $1::uuid, t.id, pg_temp.id_at('label', pg_temp.one_of('label' || n, t.number, ${LABELS.length}), pg_temp.days_ago(60))
     FROM "Task" t, generate_series(1, 3) n WHERE t."companyId" = $1 AND pg_temp.draw('labels', t.number) * 4 > n`,
  )
}

async function fillThreads(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "Message" (id, "companyId", "taskId", role, "authorKind", "authorId", content, "toolCalls", "createdAt")
     SELECT pg_temp.id_at('message:' || t.number, n, at), $1, t.id, CASE WHEN "isPerson" THEN 'human' ELSE 'agent' END,
       CASE WHEN "isPerson" THEN 'person' ELSE 'agent' END, CASE WHEN "isPerson" THEN '${YOU}'::uuid ELSE coalesce(t."assigneeId", ${agentId('0')}) END,
       CASE WHEN "isPerson" THEN $2::jsonb->>5 ELSE $2::jsonb->>pg_temp.one_of('words', t.number * 10 + n, ${MESSAGES.length}) END,
       CASE WHEN NOT "isPerson" AND n % 2 = 0 THEN '[{"tool":"read_file","input":{"path":"drafts/indexes.md"},"output":"# Indexes\\n\\nAn index is a promise…"},{"tool":"run_command","input":{"command":"npm test -- listings"},"output":"212 listings, 209 ok, 3 skipped"}]'::jsonb ELSE '[]'::jsonb END, at
     FROM (SELECT t.*, n, (t.number + n) % 5 = 0 AS "isPerson", date_trunc('milliseconds', t."createdAt" + n * (t."updatedAt" - t."createdAt") / 9) AS at
       FROM "Task" t, generate_series(1, 8) n
       WHERE t."companyId" = $1 AND t.state NOT IN ('backlog', 'todo') AND n <= 2 + pg_temp.one_of('thread', t.number, 7)) t`,
    MESSAGES,
  )
  await fill(
    `UPDATE "Task" t SET "messageCount" = m.count FROM (SELECT "taskId", count(*) AS count FROM "Message" WHERE "companyId" = $1 GROUP BY 1) m
     WHERE t."companyId" = $1 AND t.id = m."taskId"`,
  )
}
