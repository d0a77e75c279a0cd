import { type Gate, gateOf } from '@/features/companies'
import { chainOfCommand } from '@/features/org'
import { runOf, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { announceAnswer } from './answer'
import { carryOut, rehearse } from './carry-out'
import { needsOf } from './rules/needs'
import type { Asked, Asking, HirePayload } from './schema'
import { sealed, withoutValues } from './seal'
import { insertApproval, type Kind, linkTasks, moveApproval, storeResult } from './store'

/** A question as it goes into the table. */
export type Question = {
  asked: Asked
  requestedBy: { kind: Kind; id: string }
  needs: Gate
  asking: Asking
}

/**
 * Reads who asks, for whom, and whose agreement that needs.
 * @throws Refusal forbidden for an agent that asks in another's name, or for settings of one that is not below it
 */
export async function questionOf(work: Work, asked: Asked, asking: Asking): Promise<Question> {
  const requestedBy = await requesterOf(work, asking.requestedByAgentId)
  if (requestedBy.kind === 'agent' && 'agentId' in asked.payload) {
    await requireAbove(work, requestedBy.id, asked.payload.agentId)
  }
  const { actor, grants } = work
  if (actor.kind === 'agent' && asked.type === 'approve_ceo_strategy') await requireRoot(work, actor.id)
  const mayHire =
    actor.kind === 'agent' && asked.type === 'hire_agent' && (await mayAgentHire(work, actor.id, asked.payload))
  const gate = await gateOf(work, asked.type)
  const needs = needsOf(gate, asked.type, { kind: actor.kind, grants, mayHire }, asked.payload)
  return { asked, requestedBy, needs, asking }
}

/**
 * Stores a question and links its tasks. What is asked with the same key again is found, not repeated.
 * @returns the id, and whether it is new
 */
export async function storeQuestion(work: Work, question: Question): Promise<{ id: string; isNew: boolean }> {
  const { asked, requestedBy, needs, asking } = question
  const stored = await insertApproval(work, {
    id: work.newId(),
    type: asked.type,
    payload: asked.payload,
    requestedBy,
    runId: runOf(work.actor),
    needs,
    resumeToken: asking.resumeToken ?? null,
    requestKey: asking.requestKey ?? null,
    expiresAt: expiryOf(work, asking),
  })
  if (!stored.isNew) {
    work.unchanged()
    return stored
  }
  await linkTasks(work, stored.id, asking.taskIds)
  const details = { type: asked.type, needs, requestedBy, taskIds: asking.taskIds }
  work.record({ action: 'approval.requested', subject: { kind: 'approval', id: stored.id }, details })
  work.announce({ name: 'approval/requested', data: { approvalId: stored.id, type: asked.type } })
  return stored
}

/**
 * Asks, whole: what needs nobody's agreement is carried out at once; anything else is tried out first, so that nobody is asked to
 * approve what cannot be done.
 * @returns the id of the approval
 */
export async function ask(work: Work, asked: Asked, asking: Asking): Promise<string> {
  const question = await questionOf(work, asked, asking)
  question.asked = question.needs === 'none' ? withoutValues(asked) : await sealed(work, asked)
  const { id, isNew } = await storeQuestion(work, question)
  if (!isNew) return id
  if (question.needs !== 'none') {
    await rehearse(work, { ...question.asked, draft: null })
    return id
  }
  const by = { kind: 'system' as const, id: 'gates' }
  await moveApproval(work, id, 'approved', { note: 'The gates of the company leave this to who asked.', by })
  await storeResult(work, id, await carryOut(work, { ...asked, draft: null }))
  work.record({
    actor: by,
    action: 'approval.approved',
    subject: { kind: 'approval', id },
    details: { type: asked.type, onBehalfOf: question.requestedBy },
  })
  // Who asked has the answer in hand.
  announceAnswer(work, { id, status: 'approved', wakes: false })
  return id
}

async function requesterOf(work: Work, agentId: string | undefined): Promise<{ kind: Kind; id: string }> {
  const { kind, id } = work.actor
  if (!agentId || (kind === 'agent' && id === agentId)) return { kind, id }
  if (kind === 'agent') throw new Refusal('forbidden', 'An agent asks in its own name only.')
  const [agent] = await work.sql(
    `SELECT 1 FROM "Agent" WHERE "companyId" = $1 AND id = $2 AND status <> 'terminated'`,
    [work.companyId, agentId],
  )
  if (!agent) throw notFound('agent')
  return { kind: 'agent', id: agentId }
}

async function requireAbove(work: Work, managerId: string, agentId: string): Promise<void> {
  if (managerId === agentId) return
  const above = await chainOfCommand(work, agentId)
  if (above.some((manager) => manager.id === managerId)) return
  throw new Refusal('forbidden', 'An agent asks for changes of its own settings, or of those of its reports.')
}

/**
 * An agent that may hire does so below itself, and hands on no more than it has: the limits of all that live below it, with the new one, fit into
 * its own. Its hires come one after the other.
 */
async function mayAgentHire(work: Work, agentId: string, { managerId, capMicros }: HirePayload): Promise<boolean> {
  const [agent] = await work.sql<{ mayHire: boolean; isRoot: boolean }>(
    `SELECT coalesce((permissions ->> 'mayHire')::boolean, false) AS "mayHire", "managerId" IS NULL AS "isRoot" FROM "Agent"
     WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE`,
    [work.companyId, agentId],
  )
  if (!agent?.mayHire || !(await isWithinOwnLimit(work, agentId, capMicros ?? null))) return false
  // without a manager it is hired below the root
  if (!managerId) return agent.isRoot
  if (managerId === agentId) return true
  return (await chainOfCommand(work, managerId)).some((manager) => manager.id === agentId)
}

async function isWithinOwnLimit(work: Work, agentId: string, capMicros: number | null): Promise<boolean> {
  const [limit] = await work.sql<{ own: number | null; handedOn: number | null }>(
    `WITH RECURSIVE below AS (
       SELECT id, status FROM "Agent" WHERE "companyId" = $1 AND "managerId" = $2
       UNION ALL SELECT a.id, a.status FROM below JOIN "Agent" a ON a."companyId" = $1 AND a."managerId" = below.id
     ), limits AS (
       SELECT b.cap FROM below JOIN "Budget" b ON b."companyId" = $1 AND b."scopeKind" = 'agent' AND b."scopeId" = below.id AND b.metric = 'money' AND b."window" = 'month'
       WHERE below.status NOT IN ('terminated', 'pending_approval')
     )
     SELECT (SELECT cap FROM "Budget" b WHERE "companyId" = $1 AND "scopeKind" = 'agent' AND "scopeId" = $2 AND b.metric = 'money' AND b."window" = 'month') AS own,
       (SELECT CASE WHEN bool_or(cap IS NULL) THEN NULL ELSE coalesce(sum(cap), 0)::bigint END FROM limits) AS "handedOn"`,
    [work.companyId, agentId],
  )
  if (!limit || limit.own === null) return true
  return capMicros !== null && limit.handedOn !== null && Number(limit.handedOn) + capMicros <= limit.own
}

async function requireRoot(work: Work, agentId: string): Promise<void> {
  const root = await work.sql(`SELECT 1 FROM "Agent" WHERE "companyId" = $1 AND id = $2 AND "managerId" IS NULL`, [
    work.companyId,
    agentId,
  ])
  if (root.length === 0) throw new Refusal('forbidden', 'The strategy is proposed by the agent at the root.')
}

function expiryOf(work: Work, { expiresAt, expiresInSeconds }: Asking): Date | null {
  if (expiresAt !== undefined && expiresInSeconds !== undefined) {
    throw new Refusal('invalid_input', 'expiresAt: takes either expiresAt or expiresInSeconds.', { field: 'expiresAt' })
  }
  if (expiresInSeconds !== undefined) return new Date(work.now.getTime() + expiresInSeconds * 1000)
  if (expiresAt === undefined) return null
  const at = new Date(expiresAt)
  if (at > work.now) return at
  throw new Refusal('invalid_input', 'expiresAt: must be in the future.', { field: 'expiresAt' })
}
