import { mayPass } from '@/features/companies'
import { type Gates, gatesOf } from '@/features/companies/rules/gates'
import { withoutSecrets } from '@/features/vault'
import type { View } from '@/platform/command'
import { effectsOf, goesOn, titleOf } from './rules/effect'
import { stricter } from './rules/needs'
import { isOpen } from './rules/open'
import { statusAt } from './rules/state-machine'
import type { ApprovalRow } from './schema'
import { askedOf, type Kind, type Stored } from './store'

export type Read = Stored & {
  companyId: string
  runId: string | null
  decisionNote: string | null
  decidedByKind: Kind | null
  decidedById: string | null
  decidedAt: string | null
  createdAt: string
  updatedAt: string
  resumeToken: string | null
  taskIds: string[]
  subjectName: string | null
  managerName: string | null
  requesterName: string | null
  deciderName: string | null
  gates: Gates
}

/** Who somebody is by name; `$1` is the company. */
const nameOf = (kind: string, id: string) => `CASE ${kind}
  WHEN 'agent' THEN (SELECT name FROM "Agent" WHERE "companyId" = $1 AND id = ${id}::uuid)
  WHEN 'person' THEN (SELECT name FROM "Person" WHERE id = ${id}::uuid) END`

const agentIn = (field: string) =>
  `(SELECT name FROM "Agent" WHERE "companyId" = $1 AND id = (a.payload ->> '${field}')::uuid)`

const thingIn = (table: string, name: string) =>
  `(SELECT ${name} FROM "${table}" WHERE "companyId" = $1 AND id = (a.payload ->> 'scopeId')::uuid)`

/** What a budget is of, by name. */
const SCOPE = `CASE a.payload ->> 'scopeKind' WHEN 'company' THEN c.name WHEN 'subtree' THEN ${agentIn('scopeId')} || ' and all below'
      WHEN 'team' THEN ${thingIn('Team', 'name')} WHEN 'project' THEN ${thingIn('Project', 'name')} WHEN 'goal' THEN ${thingIn('Goal', 'title')}
      ELSE ${agentIn('scopeId')} END`

const SELECT = `SELECT a.id, a."companyId", a.type, a.status, a.payload, a.result, a."requestedByKind", a."requestedById", a.needs,
    a."expiresAt", a."runId", a."decisionNote", a."decidedByKind", a."decidedById", a."decidedAt", a."createdAt", a."updatedAt",
    a."resumeToken", c.gates,
    ARRAY(SELECT "taskId" FROM "ApprovalTask" WHERE "companyId" = $1 AND "approvalId" = a.id ORDER BY "taskId") AS "taskIds",
    CASE WHEN a.type IN ('config_change', 'config_rollback') THEN ${agentIn('agentId')}
      WHEN a.type = 'budget_override_required' THEN ${SCOPE} END AS "subjectName",
    CASE WHEN a.type = 'hire_agent' THEN ${agentIn('managerId')} END AS "managerName",
    ${nameOf('a."requestedByKind"', 'a."requestedById"')} AS "requesterName",
    ${nameOf('a."decidedByKind"', 'a."decidedById"')} AS "deciderName"
  FROM page JOIN "Approval" a ON a."companyId" = $1 AND a.id = page.id JOIN "Company" c ON c.id = $1
  ORDER BY a."createdAt" DESC, a.id DESC`

/**
 * Approvals as they are shown, newest first.
 * @param page a statement that gives their ids; its `$1` is the company
 */
export async function selectApprovals(view: View, page: string, values: unknown[]): Promise<Read[]> {
  return view.sql<Read>(`WITH page AS (${page}) ${SELECT}`, [view.companyId, ...values])
}

/** A row as the caller may see it. */
export function shownRow(view: View, read: Read): ApprovalRow {
  const needs = stricter(read.needs, gatesOf(read.gates)[read.type])
  const status = statusAt(read.status, read.expiresAt, view.now)
  return {
    id: read.id,
    companyId: read.companyId,
    type: read.type,
    status,
    title: titleOf(askedOf(read), read),
    payload: withoutSecrets(read.payload, !view.grants.has('org:write')) as Record<string, unknown>,
    result: read.result,
    requestedBy: who(read.requestedByKind, read.requestedById, read.requesterName),
    runId: read.runId,
    needs: read.needs,
    mayDecide:
      isOpen(status) && view.actor.kind !== 'agent' && view.grants.has('approval:decide') && mayPass(view, needs),
    decisionNote: read.decisionNote,
    decidedBy: read.decidedByKind && who(read.decidedByKind, read.decidedById ?? '', read.deciderName),
    decidedAt: read.decidedAt,
    expiresAt: read.expiresAt,
    taskIds: read.taskIds,
    createdAt: read.createdAt,
    updatedAt: read.updatedAt,
  }
}

/** The approvals of these ids as the caller may see them, each with what it does; without the figures of a budget. */
export async function approvalsNamed(view: View, ids: string[]): Promise<(ApprovalRow & { effects: string[] })[]> {
  if (ids.length === 0) return []
  const page = `SELECT id FROM "Approval" WHERE "companyId" = $1 AND id = ANY($2)`
  const rows = await selectApprovals(view, page, [ids])
  return rows.map((read) => {
    const asked = askedOf(read)
    const isBudget = asked.type === 'budget_override_required'
    return { ...shownRow(view, read), effects: isBudget ? [goesOn(asked.payload.metric)] : effectsOf(asked, read) }
  })
}

function who(kind: Kind, id: string, name: string | null) {
  return { kind, id, name: name ?? (kind === 'system' ? 'System' : 'Somebody who is gone') }
}
