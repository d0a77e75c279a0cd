import { type Fill, YOU } from './ground'

/** What waits for somebody: approvals, questions on threads, wakes that are held back; and routines. */
export async function fillAttention(fill: Fill): Promise<void> {
  await fillApprovals(fill)
  await fillQuestions(fill)
  await fillWakes(fill)
  await fillRoutines(fill)
}

const agent = (name: string) => `(SELECT id FROM "Agent" WHERE "companyId" = $1 AND name = '${name}')`

async function fillApprovals(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "Approval" (id, "companyId", type, status, payload, "requestedByKind", "requestedById", needs, "createdAt", "updatedAt")
     SELECT pg_temp.id_at('open approval', n, at), $1, type, 'pending', payload, 'agent', by, needs, at, at FROM (
       SELECT 1 AS n, 'budget_override_required' AS type, ${agent('Gus')} AS by, 'owner' AS needs, pg_temp.days_ago(0.14) AS at,
         jsonb_build_object('scopeKind', 'agent', 'scopeId', ${agent('Gus')}, 'capMicros', (SELECT cap * 2 FROM "Budget"
           WHERE "companyId" = $1 AND "scopeKind" = 'agent' AND "scopeId" = ${agent('Gus')} AND metric = 'money'), 'reason', 'The index is half built.') AS payload
       UNION ALL SELECT 2, 'request_board_approval', ${agent('Cleo')}, 'admin', pg_temp.days_ago(0.5),
         '{"title":"Print the second edition in one colour","summary":"Saves **$1,200** and a week. The diagrams were checked in grey.","recommendedAction":"Agree, and tell the printer by Friday.","risks":["Two figures need new hatching"]}'
       UNION ALL SELECT 3, 'config_change', ${agent('Dov')}, 'admin', pg_temp.days_ago(1.2), jsonb_build_object('agentId', ${agent('Kaya')},
         'change', jsonb_build_object('instructions', E'You are the reader support of Halyard Press.\\n\\n- Answer within a day.\\n- Offer a refund at once when a book arrived damaged.'), 'reason', 'Readers with damaged books waited for too long.')
       UNION ALL SELECT 4, 'hire_agent', ${agent('Ben')}, 'admin', pg_temp.days_ago(2.1),
         jsonb_build_object('name', 'Mira', 'role', 'engineer', 'title', 'Test engineer', 'managerId', ${agent('Ben')}, 'runtime', 'bash',
           'runtimeConfig', '{"command":"echo"}'::jsonb, 'instructions', 'Write tests for the listings.', 'capMicros', 5000000)
     ) wish`,
  )
  await fill(
    `INSERT INTO "Approval" (id, "companyId", type, status, payload, "requestedByKind", "requestedById", needs, "decisionNote", "decidedByKind",
       "decidedById", "decidedAt", "createdAt", "updatedAt")
     SELECT pg_temp.id_at('approval', n, at), $1, 'request_board_approval', CASE WHEN n % 5 = 0 THEN 'rejected' ELSE 'approved' END,
       jsonb_build_object('title', 'Answer ' || n || ' readers with a voucher', 'summary', 'They waited for longer than a week.'), 'agent', ${agent('Kaya')}, 'admin',
       CASE WHEN n % 5 = 0 THEN 'Write to them first.' ELSE 'Yes.' END, 'person', '${YOU}', at + interval '3 hours', at, at + interval '3 hours'
     FROM (SELECT n, pg_temp.days_ago(n * 2.4) AS at FROM generate_series(2, 24) n) past`,
  )
}

async function fillQuestions(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "Interaction" (id, "companyId", "taskId", kind, title, payload, "createdByKind", "createdById", "createdAt")
     SELECT pg_temp.id_at('interaction', n, at), $1, t.id, asked.kind, asked.title, asked.payload::jsonb, 'agent', t."assigneeId", at
     FROM (SELECT 1 AS n, 'ask_user_questions' AS kind, 'Two questions on the chapter' AS title, pg_temp.days_ago(0.2) AS at,
         '{"questions":[{"id":"size","prompt":"How long may it be?","options":["10 pages","20 pages"],"isMultiple":false,"isRequired":true},{"id":"tone","prompt":"Who reads it?","isMultiple":false,"isRequired":false}]}' AS payload
       UNION ALL SELECT 2, 'request_confirmation', 'Before the proofs go out', pg_temp.days_ago(0.8), '{"prompt":"Send the proofs to the printer?","details":"The printer starts tonight; a change later costs **$300**."}'
       UNION ALL SELECT 3, 'suggest_tasks', 'How I would split it', pg_temp.days_ago(1.5), '{"tasks":[{"clientKey":"a","title":"Collect the sources","description":""},{"clientKey":"b","title":"Write the listings","description":"","priority":"high"}]}'
     ) asked
     JOIN (SELECT *, row_number() OVER (ORDER BY number DESC) AS place FROM "Task" WHERE "companyId" = $1 AND state = 'in_review' AND "assigneeId" IS NOT NULL) t
       ON t.place = asked.n`,
  )
}

/** Of agents that cannot run now: paused, halted, or at work already. */
async function fillWakes(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "Wake" (id, "companyId", "agentId", cause, "taskId", state, reason, "dueAt", "createdAt")
     SELECT pg_temp.id_at('waiting', n, at), $1, "agentId", CASE WHEN n % 3 = 0 THEN 'mention' ELSE 'assignment' END, task, 'pending', reason, at, at
     FROM (SELECT t."assigneeId" AS "agentId", t.id AS task, row_number() OVER (ORDER BY t.number)::int AS n,
         pg_temp.days_ago(0.02 + 0.005 * row_number() OVER (ORDER BY t.number)) AS at,
         CASE a."pauseReason" WHEN 'budget' THEN 'budget_exhausted' WHEN 'manual' THEN 'agent_paused' ELSE 'agent_busy' END AS reason
       FROM "Task" t JOIN "Agent" a ON a.id = t."assigneeId" WHERE t."companyId" = $1 AND t.state = 'todo' AND (a.status = 'paused'
         OR EXISTS (SELECT 1 FROM "Run" r WHERE r."agentId" = a.id AND r.state = 'running')) ORDER BY t.number DESC LIMIT 14) held`,
  )
}

const ROUTINES = [
  { title: 'Weekly errata', agent: 'Ivo', hour: 7, status: 'active' },
  { title: 'Check all links', agent: 'Edda', hour: 3, status: 'active' },
  { title: 'Report what a chapter costs', agent: 'Lars', hour: 6, status: 'active' },
  { title: 'Answer the letters of the week', agent: 'Kaya', hour: 9, status: 'paused' },
]

async function fillRoutines(fill: Fill): Promise<void> {
  await fill(
    `WITH wish AS (
       SELECT r, place, pg_temp.id_at('routine', place::int, pg_temp.days_ago(55)) AS id, (SELECT id FROM "Agent" WHERE "companyId" = $1 AND name = r->>'agent') AS agent,
         date_trunc('day', now(), 'UTC') + (r->>'hour')::int * interval '1 hour' AS slot FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS x(r, place)
     ), routine AS (
       INSERT INTO "Routine" (id, "companyId", title, description, "assigneeId", status, "createdByKind", "createdById", "createdAt")
       SELECT id, $1, r->>'title', 'As each time: read the last one first.', agent, r->>'status', 'person', '${YOU}', pg_temp.days_ago(55) FROM wish
     )
     INSERT INTO "RoutineTrigger" (id, "companyId", "routineId", kind, cron, "timeZone", "nextRunAt", "createdAt")
     SELECT pg_temp.id_at('trigger', place::int, pg_temp.days_ago(55)), $1, id, 'schedule', '0 ' || (r->>'hour') || ' * * *', 'UTC',
       slot + CASE WHEN slot > now() THEN interval '0' ELSE interval '1 day' END, pg_temp.days_ago(55) FROM wish`,
    ROUTINES,
  )
  await fill(
    `INSERT INTO "RoutineRun" (id, "companyId", "routineId", "triggerId", source, status, "slotAt", "taskId", "createdAt", "settledAt")
     SELECT pg_temp.id_at('firing:' || g."routineId", n, slot), $1, g."routineId", g.id, 'schedule', 'issue_created', slot,
       (SELECT id FROM "Task" WHERE "companyId" = $1 AND number = 300 - n * 5), slot, slot + interval '1 second'
     FROM (SELECT g.*, n, g."nextRunAt" - (n + 1) * interval '1 day' AS slot FROM "RoutineTrigger" g, generate_series(1, 20) n WHERE g."companyId" = $1) g`,
  )
}
