import type { Sql } from '../database/scope'
import { newId } from '../ids'
import { type Actor, type Caller, runOf } from './caller'
import type { Announcement, Change } from './work'

/** A change and who made it. */
export type Signed = Change & { actor: Actor }

const WRITE = `
WITH entries AS (
  INSERT INTO "AuditEntry" (id, "companyId", at, "actorKind", "actorId", "runId", action, "subjectKind", "subjectId", details, "requestId")
  SELECT id, $1, $2, "actorKind", "actorId", "runId", action, "subjectKind", "subjectId", details, $3
  FROM jsonb_to_recordset($4::jsonb) AS x(id uuid, "actorKind" text, "actorId" text, "runId" uuid, action text, "subjectKind" text,
    "subjectId" text, details jsonb)
)
INSERT INTO "OutboxEvent" (id, "companyId", name, data, "isForEngine", "createdAt")
SELECT id, $1, name, data, "isForEngine", $2
FROM jsonb_to_recordset($5::jsonb) AS x(id uuid, name text, data jsonb, "isForEngine" boolean)`

/** Stores audit entries and outbox events of one command, in its transaction, with one statement. */
export async function write(
  sql: Sql,
  caller: Caller,
  at: Date,
  changes: Signed[],
  news: Announcement[],
): Promise<void> {
  const entries = changes.map((change) => ({
    id: newId(),
    actorKind: change.actor.kind,
    actorId: change.actor.id,
    runId: runOf(change.actor),
    action: change.action,
    subjectKind: change.subject.kind,
    subjectId: change.subject.id,
    details: change.details ?? {},
  }))
  const events = news.map((event) => ({
    id: newId(),
    name: event.name,
    data: event.data,
    isForEngine: event.forEngine === true,
  }))
  await sql(WRITE, [caller.companyId, at, caller.requestId ?? null, JSON.stringify(entries), JSON.stringify(events)])
}
