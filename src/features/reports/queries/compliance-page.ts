import { z } from 'zod'
import { listAudit } from '@/features/audit'
import { defineQuery, type View } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { type ComplianceRow, SECTIONS } from '../rules/compliance-text'

const DAY_MS = 86_400_000
const MOST_DAYS = 366
/** A page of rows; an export is read page by page, so that its length costs time and no memory. */
const PAGE = 500
/** Audit entries in one report. */
export const MOST_ENTRIES = 500_000

const Moment = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-06-01T00:00:00Z' })

/** From `from` on, and before `to`; at most 366 days. */
export const CompliancePeriod = z.object({ from: Moment, to: Moment }).refine(({ from, to }) => {
  const length = Date.parse(to) - Date.parse(from)
  return length > 0 && length <= MOST_DAYS * DAY_MS
}, `takes a period of at most ${MOST_DAYS} days that ends after it begins`)

export type ComplianceSummary = {
  company: { id: string; name: string }
  from: string
  to: string
  totals: { audit: number; approvals: number; access: number; revisions: number }
  /** The last link of the audit chain: whoever keeps its hash can tell later whether the log was cut or changed. */
  chain: { position: number; hash: string }
}

/** What a report of a period would hold, and the head of the audit chain as its proof. */
export const complianceSummary = defineQuery({
  name: 'complianceSummary',
  grant: 'company:export',
  input: CompliancePeriod,
  async run(view, { from, to }): Promise<ComplianceSummary> {
    const [row] = await view.sql<Omit<ComplianceSummary, 'from' | 'to'>>(
      `SELECT jsonb_build_object('id', c.id, 'name', c.name) AS company,
         jsonb_build_object('position', h.position, 'hash', h.hash) AS chain, jsonb_build_object(
           'audit', (SELECT count(*) FROM "AuditEntry" WHERE "companyId" = $1 AND at >= $2 AND at < $3),
           'approvals', (SELECT count(*) FROM "Approval" a WHERE ${APPROVALS}),
           'access', (SELECT count(*) FROM "Membership" WHERE "companyId" = $1)
             + (SELECT count(*) FROM "ApiKey" k WHERE ${KEYS}),
           'revisions', (SELECT count(*) FROM "AgentRevision" WHERE "companyId" = $1 AND "createdAt" >= $2 AND "createdAt" < $3)
         ) AS totals
       FROM "Company" c JOIN "AuditHead" h ON h."companyId" = c.id WHERE c.id = $1`,
      [view.companyId, from, to],
    )
    return { ...row!, from, to }
  },
})

// asked in the period, or decided in it
const APPROVALS = `a."companyId" = $1 AND a."createdAt" < $3 AND (a."createdAt" >= $2 OR (a."decidedAt" >= $2 AND a."decidedAt" < $3))`
// in force at any moment of the period
const KEYS = `k."companyId" = $1 AND k."createdAt" < $3 AND (k."revokedAt" IS NULL OR k."revokedAt" >= $2)`

/** A page of one section of a report, newest first; `before` is the id of the last row of the page before. */
export const compliancePage = defineQuery({
  name: 'compliancePage',
  grant: 'company:export',
  input: z.object({ section: z.enum(SECTIONS), period: CompliancePeriod, before: z.uuid().optional() }),
  async run(view, { section, period, before }): Promise<{ rows: ComplianceRow[]; next: string | null }> {
    const rows =
      section === 'audit' ? await auditRows(view, period, before) : await selectRows(view, section, period, before)
    return { rows, next: rows.length === PAGE ? (rows.at(-1)?.id ?? null) : null }
  },
})

type Period = z.output<typeof CompliancePeriod>

async function auditRows(view: View, period: Period, before: string | undefined): Promise<ComplianceRow[]> {
  const rows = await listAudit.within(view, { ...period, before, limit: PAGE })
  return rows.map((row) => ({ section: 'audit', ...row }))
}

/** Who, by name, for columns that say of what kind somebody is. */
const nameOf = (kind: string, id: string) => `coalesce(CASE ${kind}
  WHEN 'agent' THEN (SELECT name FROM "Agent" WHERE "companyId" = $1 AND id = (${id})::uuid)
  WHEN 'person' THEN (SELECT name FROM "Person" WHERE id = (${id})::uuid) END, 'System')`

const NO_LINK = `NULL::bigint AS position, NULL::text AS hash`

const SELECT = {
  approvals: `SELECT a."createdAt" AS at, a.id, a."requestedByKind" AS "actorKind", a."requestedById" AS "actorId",
      ${nameOf('a."requestedByKind"', 'a."requestedById"')} AS "actorName", 'approval.' || a.type AS action,
      'approval' AS "subjectKind", a.id::text AS "subjectId", NULL::text AS "subjectName", a."runId", ${NO_LINK},
      jsonb_build_object('status', a.status, 'needs', a.needs, 'decidedAt', a."decidedAt", 'decidedByKind', a."decidedByKind",
        'decidedById', a."decidedById", 'decidedByName', CASE WHEN a."decidedById" IS NOT NULL THEN
          ${nameOf('a."decidedByKind"', 'a."decidedById"')} END, 'decisionNote', a."decisionNote", 'result', a.result) AS details
    FROM "Approval" a WHERE ${APPROVALS}`,
  access: `SELECT m."createdAt" AS at, m."personId" AS id, 'person' AS "actorKind", m."personId"::text AS "actorId",
      p.name AS "actorName", 'access.member' AS action, 'person' AS "subjectKind", m."personId"::text AS "subjectId",
      p.name AS "subjectName", NULL::uuid AS "runId", ${NO_LINK},
      jsonb_build_object('role', m.role, 'title', m.title, 'email', p.email, 'isInstanceAdmin', p."isInstanceAdmin") AS details
    FROM "Membership" m JOIN "Person" p ON p.id = m."personId" WHERE m."companyId" = $1
    UNION ALL
    SELECT k."createdAt", k.id, 'person', k."createdBy", ${nameOf(`'person'`, 'k."createdBy"')}, 'access.key', 'key', k.id::text, k.name,
      NULL::uuid, ${NO_LINK}, jsonb_build_object('kind', k.kind, 'agentId', k."agentId", 'lastFour', k."lastFour",
        'lastUsedAt', k."lastUsedAt", 'revokedAt', k."revokedAt")
    FROM "ApiKey" k WHERE ${KEYS}`,
  revisions: `SELECT r."createdAt" AS at, r.id, r."actorKind", r."actorId", ${nameOf('r."actorKind"', 'r."actorId"')} AS "actorName",
      'agent.' || r.source AS action, 'agent' AS "subjectKind", r."agentId"::text AS "subjectId",
      (SELECT name FROM "Agent" WHERE "companyId" = $1 AND id = r."agentId") AS "subjectName", NULL::uuid AS "runId", ${NO_LINK},
      jsonb_build_object('number', r.number, 'changedKeys', r."changedKeys", 'restoredNumber', r."restoredNumber") AS details
    FROM "AgentRevision" r WHERE r."companyId" = $1 AND r."createdAt" >= $2 AND r."createdAt" < $3`,
}

const TABLE = { approvals: `"Approval"`, revisions: `"AgentRevision"` }

async function selectRows(view: View, section: keyof typeof SELECT, { from, to }: Period, before: string | undefined) {
  // few have access: the rows are made for every page; of the others each page begins where the last one ended
  const last =
    section === 'access'
      ? `SELECT at, id FROM rows WHERE id = $4`
      : `SELECT "createdAt", id FROM ${TABLE[section]} WHERE "companyId" = $1 AND id = $4`
  return view.sql<ComplianceRow>(
    `WITH rows AS (${SELECT[section]})
     SELECT '${section}' AS section, * FROM rows WHERE $4::uuid IS NULL OR (at, id) < (${last}) ORDER BY at DESC, id DESC LIMIT ${PAGE}`,
    [view.companyId, from, to, before ?? null],
  )
}

/** @throws Refusal broken_rule that says to choose a shorter period */
export function requireBounded({ totals }: ComplianceSummary): void {
  if (totals.audit <= MOST_ENTRIES) return
  throw new Refusal(
    'broken_rule',
    `The period has ${totals.audit} audit entries, and a report takes ${MOST_ENTRIES}. Choose a shorter period.`,
    { rule: 'report_too_long', entries: totals.audit, most: MOST_ENTRIES },
  )
}
