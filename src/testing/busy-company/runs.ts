import { BUSY, type Fill } from './ground'
import { LOG_LINES } from './staff'

const LIVE = 5
/** How much of its history a run's log is of: some of them, and one with a long log. */
const WITH_LOG = 80
const LONG_LOG = 4000

/** 2,000 runs one after the other, each of the agent that has the task, of which the last five go on; some with logs. */
export async function fillRuns(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "Worker" (id, name, version, capacity, labels, runtimes, "createdAt", "lastBeatAt")
     SELECT pg_temp.id_at('worker', 1, pg_temp.days_ago(60)), 'press-1', 1, 8, '{linux}', '{bash}', pg_temp.days_ago(60), now() FROM "Company" WHERE id = $1 ON CONFLICT DO NOTHING`,
  )
  await fillEnded(fill)
  await fillLive(fill)
  await fillLogs(fill)
}

const WORKER = `pg_temp.id_at('worker', 1, pg_temp.days_ago(60))`

async function fillEnded(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "Run" (id, "companyId", "agentId", "taskId", cause, state, runtime, "workerId", fence, "exitCode", "errorCode", error, result, "createdAt",
       "startedAt", "finishedAt", "lastEventAt")
     SELECT pg_temp.id_at('run', i, at), $1, task."assigneeId", task.id,
       (ARRAY['assignment', 'assignment', 'message', 'mention', 'schedule', 'delegation', 'children_done', 'retry'])[1 + pg_temp.one_of('cause', i, 8)],
       state, 'bash', ${WORKER}, 1, CASE state WHEN 'succeeded' THEN 0 WHEN 'failed' THEN 1 END,
       CASE state WHEN 'failed' THEN 'process_failed' WHEN 'timed_out' THEN 'timeout' WHEN 'cancelled' THEN 'stopped' END,
       CASE state WHEN 'failed' THEN 'The command ended with exit code 1.' WHEN 'timed_out' THEN 'It ran for longer than 900 seconds.'
         WHEN 'cancelled' THEN 'Stopped by a person.' END,
       CASE state WHEN 'succeeded' THEN '{"summary":"Went through the listings and answered in the thread."}'::jsonb END,
       at, at + interval '2 seconds', at + took, at + took
     FROM (SELECT i, at, took, 1 + floor(i * ${BUSY.tasks - 2}.0 / ${BUSY.runs})::int AS newest,
         CASE WHEN draw < 0.88 THEN 'succeeded' WHEN draw < 0.94 THEN 'failed' WHEN draw < 0.97 THEN 'cancelled' ELSE 'timed_out' END AS state
       FROM (SELECT i, pg_temp.days_ago(59.95 - (i - 1) * 59.9 / ${BUSY.runs}) AS at, pg_temp.draw('ending', i) AS draw,
           date_trunc('milliseconds', (20 + pg_temp.draw('took', i) * 1100) * interval '1 second') AS took FROM generate_series(1, ${BUSY.runs - LIVE}) i) timed) run
     CROSS JOIN LATERAL (SELECT t.id, t."assigneeId" FROM "Task" t WHERE t."companyId" = $1 AND t."assigneeId" IS NOT NULL
       AND t.number <= run.newest AND t."createdAt" < run.at ORDER BY t.number DESC OFFSET pg_temp.one_of('task', i, least(12, newest)) LIMIT 1) task`,
  )
}

/** One each of five agents, on the newest task that it works on; their leases last for a year, so that nobody takes them for lost. */
async function fillLive(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "Run" (id, "companyId", "agentId", "taskId", cause, state, runtime, "workerId", fence, "leaseExpiresAt", "createdAt", "startedAt", "lastEventAt")
     SELECT pg_temp.id_at('run', ${BUSY.runs - LIVE} + n, at), $1, "assigneeId", id, 'assignment', 'running', 'bash', ${WORKER}, 1, now() + interval '1 year',
       at, at + interval '2 seconds', pg_temp.days_ago(0.0005)
     FROM (SELECT t.id, t."assigneeId", n, pg_temp.days_ago(n * 0.002) AS at FROM (
         SELECT t.*, row_number() OVER (ORDER BY number DESC)::int AS n FROM (
           SELECT DISTINCT ON (t."assigneeId") t.* FROM "Task" t JOIN "Agent" a ON a."companyId" = $1 AND a.id = t."assigneeId" AND a.status = 'active'
           WHERE t."companyId" = $1 AND t.state = 'in_progress' ORDER BY t."assigneeId", t.number DESC) t) t WHERE n <= ${LIVE}) chosen`,
  )
  await fill(
    `INSERT INTO "Lease" ("taskId", "companyId", "agentId", "runId", fence, "expiresAt")
     SELECT "taskId", $1, "agentId", id, 1, "leaseExpiresAt" FROM "Run" WHERE "companyId" = $1 AND state = 'running'`,
  )
  await fill(
    `INSERT INTO "Wake" (id, "companyId", "agentId", cause, "taskId", state, "runId", "dueAt", "createdAt", "endedAt")
     SELECT pg_temp.id_at('wake', row_number() OVER (ORDER BY "createdAt", id)::int, "createdAt" - interval '1 second'), $1, "agentId", cause, "taskId", 'consumed', id,
       "createdAt" - interval '1 second', "createdAt" - interval '1 second', "createdAt" FROM "Run" WHERE "companyId" = $1`,
  )
}

async function fillLogs(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "RunEvent" ("companyId", "runId", seq, at, kind, stream, text)
     SELECT $1, run.id, n, run."startedAt" + n * (coalesce(run."finishedAt", run."lastEventAt") - run."startedAt") / (lines + 1), 'log',
       CASE WHEN n = 1 THEN 'system' WHEN "isBad" THEN 'stderr' ELSE 'stdout' END,
       CASE WHEN n = 1 THEN 'press-1 starts echo in a workspace of its own' WHEN "isBad" THEN 'error: listing ' || n || ' does not run: relation "orders" does not exist'
         ELSE $2::jsonb->>((n * 5 + place) % ${LOG_LINES.length}) END || E'\\n'
     FROM (SELECT r.*, n, (r.state IN ('failed', 'timed_out') AND n > lines - 3) OR (lines = ${LONG_LOG} AND n % 900 = 0) AS "isBad"
       FROM (SELECT r.*, CASE place WHEN ${LIVE + 1} THEN ${LONG_LOG} ELSE 12 + pg_temp.one_of('lines', place, 120) END AS lines
         FROM (SELECT r.*, row_number() OVER (ORDER BY (state = 'running') DESC, "createdAt" DESC)::int AS place FROM "Run" r WHERE "companyId" = $1) r
         WHERE place <= ${WITH_LOG}) r, generate_series(1, lines) n) run`,
    LOG_LINES,
  )
  await fill(
    `UPDATE "Run" r SET "lastEventSeq" = e.last, "lastEventAt" = e.at
     FROM (SELECT "runId", max(seq) AS last, max(at) AS at FROM "RunEvent" WHERE "companyId" = $1 GROUP BY 1) e WHERE r."companyId" = $1 AND r.id = e."runId"`,
  )
  // all but one of those that go on keep writing, however long one looks
  await fill(
    `UPDATE "Run" SET "lastEventAt" = now() + interval '1 day' WHERE "companyId" = $1 AND state = 'running'
       AND id <> (SELECT min(id::text)::uuid FROM "Run" WHERE "companyId" = $1 AND state = 'running')`,
  )
}
