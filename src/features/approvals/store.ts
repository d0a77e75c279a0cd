import type { View, Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { type ApprovalStatus, reachedFrom, statusAt } from './rules/state-machine'
import { type ApprovalType, Asked } from './schema'

export type Kind = 'person' | 'agent' | 'system'

/** An approval as it is stored. */
export type Stored = {
  id: string
  type: ApprovalType
  status: ApprovalStatus
  payload: Record<string, unknown>
  result: Record<string, unknown> | null
  requestedByKind: Kind
  requestedById: string
  needs: 'none' | 'admin' | 'owner'
  expiresAt: string | null
}

/** What was asked for, read by the schema of its type. */
export function askedOf({ type, payload }: Stored): Asked {
  return Asked.parse({ type, payload })
}

/** The agent that a hire has made already, while it is open. */
export function draftOf({ type, result }: Stored): { agentId: string; isRevised: boolean } | null {
  if (type !== 'hire_agent' || typeof result?.agentId !== 'string') return null
  return { agentId: result.agentId, isRevised: result.isRevised === true }
}

const STORED = `id, type, status, payload, result, "requestedByKind", "requestedById", needs, "expiresAt"`

/** @throws Refusal not_found */
export async function findApproval(view: View, approvalId: string): Promise<Stored> {
  const [row] = await view.sql<Stored>(`SELECT ${STORED} FROM "Approval" WHERE "companyId" = $1 AND id = $2`, [
    view.companyId,
    approvalId,
  ])
  if (!row) throw notFound('approval')
  return row
}

export type NewApproval = {
  id: string
  type: ApprovalType
  payload: object
  requestedBy: { kind: Kind; id: string }
  runId: string | null
  needs: string
  resumeToken: string | null
  requestKey: string | null
  expiresAt: Date | null
}

/**
 * Stores a question, unless its requester has asked it before under the same key, or it is an override that is open already.
 * @returns the id of the one that is there, and whether it is new
 */
export async function insertApproval(work: Work, row: NewApproval): Promise<{ id: string; isNew: boolean }> {
  const [made] = await work.sql<{ id: string }>(
    `INSERT INTO "Approval" (id, "companyId", type, payload, "requestedByKind", "requestedById", "runId", needs, "resumeToken",
       "requestKey", "expiresAt", "createdAt", "updatedAt")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) ON CONFLICT DO NOTHING RETURNING id`,
    [
      row.id,
      work.companyId,
      row.type,
      JSON.stringify(row.payload),
      row.requestedBy.kind,
      row.requestedBy.id,
      row.runId,
      row.needs,
      row.resumeToken,
      row.requestKey,
      row.expiresAt,
      work.now,
    ],
  )
  return made ? { id: made.id, isNew: true } : { id: await askedBefore(work, row), isNew: false }
}

/** SQL for whether the payloads of two overrides, of which one is a column, name the same budget; as the index has it. */
const SAME_BUDGET = (other: string) =>
  [
    ...['scopeKind', 'scopeId'].map((key) => `payload ->> '${key}' = ${other} ->> '${key}'`),
    ...Object.entries({ metric: 'money', window: 'month', windowHours: '0' }).map(
      ([key, usual]) => `coalesce(payload ->> '${key}', '${usual}') = coalesce(${other} ->> '${key}', '${usual}')`,
    ),
  ].join(' AND ')

async function askedBefore(work: Work, row: NewApproval): Promise<string> {
  const [before] = await work.sql<{ id: string; type: string }>(
    `SELECT id, type FROM "Approval" WHERE "companyId" = $1 AND "requestedById" = $2 AND "requestKey" = $3
     UNION ALL
     SELECT id, type FROM "Approval" WHERE "companyId" = $1 AND type = $4 AND "requestedByKind" = 'system' AND $5 = 'system'
       AND status IN ('pending', 'revision_requested') AND ${SAME_BUDGET('$6::jsonb')}
     LIMIT 1`,
    [work.companyId, row.requestedBy.id, row.requestKey, row.type, row.requestedBy.kind, JSON.stringify(row.payload)],
  )
  if (before?.type === row.type) return before.id
  throw new Refusal('already_exists', 'This request key was used for another kind of request.', { field: 'requestKey' })
}

export type Deed = {
  note: string | null
  by: { kind: Kind; id: string } | null
  expectedUpdatedAt?: string | undefined
}

/**
 * Moves an approval to another state, once: whoever comes second finds it moved. One whose time is over can only expire.
 * @throws Refusal illegal_transition with what it is by now; stale_version when it was changed since `expectedUpdatedAt`
 */
export async function moveApproval(work: Work, approvalId: string, to: ApprovalStatus, deed: Deed): Promise<Stored> {
  const isDecided = to === 'approved' || to === 'rejected'
  const [row] = await work.sql<Stored>(
    `UPDATE "Approval" SET status = $3, "decisionNote" = coalesce($4, "decisionNote"), "updatedAt" = $5,
       "decidedByKind" = CASE WHEN $6 THEN $7 ELSE "decidedByKind" END, "decidedById" = CASE WHEN $6 THEN $8 ELSE "decidedById" END,
       "decidedAt" = CASE WHEN $6 THEN $5::timestamptz END
     WHERE "companyId" = $1 AND id = $2 AND status = ANY($9)
       AND (CASE WHEN $3 = 'expired' THEN "expiresAt" <= $5 ELSE "expiresAt" IS NULL OR "expiresAt" > $5 END)
       AND ($10::timestamptz IS NULL OR "updatedAt" = $10)
     RETURNING ${STORED}`,
    [
      work.companyId,
      approvalId,
      to,
      deed.note,
      work.now,
      isDecided,
      deed.by?.kind ?? null,
      deed.by?.id ?? null,
      [...reachedFrom(to)],
      deed.expectedUpdatedAt ?? null,
    ],
  )
  if (row) return row
  const now = await findApproval(work, approvalId)
  const currentStatus = statusAt(now.status, now.expiresAt, work.now)
  if (reachedFrom(to).includes(currentStatus)) {
    throw new Refusal('stale_version', 'What is asked for was changed meanwhile. Read it again.', { currentStatus })
  }
  const words = currentStatus.replace('_', ' ')
  throw new Refusal('illegal_transition', `The approval is ${words} and cannot become ${to.replace('_', ' ')}.`, {
    currentStatus,
  })
}

/** Replaces what is asked for. */
export async function storePayload(work: Work, approvalId: string, payload: object): Promise<void> {
  await work.sql(`UPDATE "Approval" SET payload = $3, "updatedAt" = $4 WHERE "companyId" = $1 AND id = $2`, [
    work.companyId,
    approvalId,
    JSON.stringify(payload),
    work.now,
  ])
}

/** Keeps what came of an approval. */
export async function storeResult(work: Work, approvalId: string, result: object | null): Promise<void> {
  await work.sql(`UPDATE "Approval" SET result = $3 WHERE "companyId" = $1 AND id = $2`, [
    work.companyId,
    approvalId,
    result && JSON.stringify(result),
  ])
}

/**
 * That tasks are there, where what is asked for needs no approval that they could be linked to.
 * @throws Refusal not_found when one of them is not
 */
export async function requireTasks(work: Work, taskIds: readonly string[]): Promise<void> {
  const ids = [...new Set(taskIds)]
  const found = await work.sql(`SELECT id FROM "Task" WHERE "companyId" = $1 AND id = ANY($2)`, [work.companyId, ids])
  if (found.length < ids.length) throw notFound('task')
}

/** @throws Refusal not_found when one of the tasks is not there */
export async function linkTasks(work: Work, approvalId: string, taskIds: readonly string[]): Promise<void> {
  const ids = [...new Set(taskIds)]
  if (ids.length === 0) return
  const found = await work.sql(
    `WITH task AS (SELECT id FROM "Task" WHERE "companyId" = $1 AND id = ANY($3)), linked AS (
       INSERT INTO "ApprovalTask" ("companyId", "approvalId", "taskId") SELECT $1, $2, id FROM task ON CONFLICT DO NOTHING
     ) SELECT id FROM task`,
    [work.companyId, approvalId, ids],
  )
  if (found.length < ids.length) throw notFound('task')
}
