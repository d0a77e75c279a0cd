import type { Caller, GrantName, Subject } from '@/platform/command'
import type { Sql } from '@/platform/database'
import type { CompanyId } from '@/platform/ids'
import { GRANTS_OF_TEAM_ROLE, type TeamRole } from './rules/grants'

/*
 * Which team a thing is of: that of the agent or the person who has it. Each of these finds who has the thing whose id an expression
 * says, in the company $1, as columns "agentId", "personId", "teamId".
 */

const holderOfTask = (taskId: string) => `WITH RECURSIVE up AS (
    SELECT "parentId", "assigneeId", "assigneePersonId", 1 AS step FROM "Task" WHERE "companyId" = $1 AND id = ${taskId}
    UNION ALL
    SELECT t."parentId", t."assigneeId", t."assigneePersonId", up.step + 1
    FROM up JOIN "Task" t ON t."companyId" = $1 AND t.id = up."parentId"
    WHERE up."assigneeId" IS NULL AND up."assigneePersonId" IS NULL AND up.step < 100)
  SELECT "assigneeId" AS "agentId", "assigneePersonId" AS "personId", NULL::uuid AS "teamId" FROM up`

const holderOfPart = (table: string) => (id: string) =>
  holderOfTask(`(SELECT "taskId" FROM "${table}" WHERE "companyId" = $1 AND id = ${id})`)

const HOLDERS = {
  agent: (id) => `SELECT ${id} AS "agentId", NULL::uuid AS "personId", NULL::uuid AS "teamId"`,
  person: (id) => `SELECT NULL::uuid AS "agentId", ${id} AS "personId", NULL::uuid AS "teamId"`,
  team: (id) => `SELECT NULL::uuid AS "agentId", NULL::uuid AS "personId", ${id} AS "teamId"`,
  run: (id) =>
    `SELECT "agentId", NULL::uuid AS "personId", NULL::uuid AS "teamId" FROM "Run" WHERE "companyId" = $1 AND id = ${id}`,
  memory: (id) =>
    `SELECT "agentId", NULL::uuid AS "personId", "teamId" FROM "Memory" WHERE "companyId" = $1 AND id = ${id}`,
  task: holderOfTask,
  message: holderOfPart('Message'),
  interaction: holderOfPart('Interaction'),
  attachment: holderOfPart('Attachment'),
  product: holderOfPart('WorkProduct'),
} as const satisfies Record<string, (id: string) => string>

type Kind = keyof typeof HOLDERS

/** Things that may be of a team. */
export const SUBJECT_KINDS = Object.keys(HOLDERS) as [Kind, ...Kind[]]

function isKind(kind: string): kind is Kind {
  return kind in HOLDERS
}

/**
 * What a person may do about each of these things by roles in teams: a task without an assignee is of the team of the task above it, and
 * a person is of the teams that they are in, or hold a role in.
 * @returns in the order of the things; nothing for what is of no team in which the person holds a role
 */
export async function teamGrants(
  sql: Sql,
  companyId: CompanyId,
  personId: string,
  subjects: readonly Subject[],
): Promise<ReadonlySet<GrantName>[]> {
  // as the database writes ids: what it answers is found by them
  const asked = subjects.map(([kind, id]) => [kind, id?.toLowerCase()] as const)
  const idsOf = new Map<Kind, Set<string>>()
  for (const [kind, id] of asked) {
    if (!isKind(kind)) throw new Error(`${kind} is nothing that may be of a team`)
    if (id) idsOf.set(kind, (idsOf.get(kind) ?? new Set()).add(id))
  }
  if (idsOf.size === 0) return subjects.map(() => new Set())
  const holders = [...idsOf.keys()].map(
    (kind, at) =>
      `SELECT '${kind}' AS kind, s.id, h.* FROM unnest($${at + 3}::uuid[]) s(id) CROSS JOIN LATERAL (${HOLDERS[kind]('s.id')}) h`,
  )
  const held = await sql<{ kind: Kind; id: string; role: TeamRole }>(
    `SELECT h.kind, h.id, r.role FROM (${holders.join(' UNION ALL ')}) h
     JOIN "TeamRole" r ON r."companyId" = $1 AND r."personId" = $2
     WHERE r."teamId" = h."teamId"
       OR EXISTS (SELECT FROM "TeamMember" m WHERE m."companyId" = $1 AND m."teamId" = r."teamId"
         AND (m."agentId" = h."agentId" OR m."personId" = h."personId"))
       OR EXISTS (SELECT FROM "TeamRole" o WHERE o."companyId" = $1 AND o."teamId" = r."teamId" AND o."personId" = h."personId")`,
    [companyId, personId, ...[...idsOf.values()].map((ids) => [...ids])],
  )
  const granted = new Map<string, Set<GrantName>>()
  for (const { kind, id, role } of held) {
    granted.set(`${kind} ${id}`, new Set([...(granted.get(`${kind} ${id}`) ?? []), ...GRANTS_OF_TEAM_ROLE[role]]))
  }
  return asked.map(([kind, id]) => granted.get(`${kind} ${id}`) ?? new Set())
}

/** The part of a caller that asks for the roles of a person in teams. */
export function byTeamRoles(companyId: CompanyId, personId: string): Pick<Caller, 'grantsOfEach'> {
  return { grantsOfEach: (sql, subjects) => teamGrants(sql, companyId, personId, subjects) }
}
