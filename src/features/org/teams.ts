import type { View, Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { keyOf } from '@/platform/ids'
import type { TeamRow } from './schema'

/** All teams by name, or the one that is named. */
export function selectTeams(view: View, page: { teamId?: string; after?: string | undefined; limit: number }) {
  return view.sql<TeamRow>(
    `SELECT t.id, t.name, t.key, t.description, t."createdAt", count(a.id)::int AS agents, count(m."personId")::int AS people
     FROM "Team" t LEFT JOIN "TeamMember" m ON m."companyId" = $1 AND m."teamId" = t.id
     LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = m."agentId" AND a.status <> 'terminated'
     WHERE t."companyId" = $1 AND ($2::uuid IS NULL OR t.id = $2) AND ($3::uuid IS NULL OR t.id > $3)
     GROUP BY t.id, t.name, t.key, t.description, t."createdAt" ORDER BY t.id LIMIT $4`,
    [view.companyId, page.teamId ?? null, page.after ?? null, page.limit],
  )
}

/**
 * The shortname of a team, which one team of the company has.
 * @throws Refusal invalid_input for a name without a letter or digit
 */
export function teamKey(name: string): string {
  const key = keyOf(name)
  if (key) return key
  throw new Refusal('invalid_input', 'name: must have a letter or a digit.', { field: 'name' })
}

export function teamExists(key: string): Refusal {
  return new Refusal('already_exists', `There is a team called ${key}. Choose another name.`, { field: 'name' })
}

/** The team, locked until the transaction ends. */
export async function lockTeam(work: Work, teamId: string): Promise<{ name: string }> {
  const [team] = await work.sql<{ name: string }>(
    `SELECT name FROM "Team" WHERE "companyId" = $1 AND id = $2 FOR UPDATE`,
    [work.companyId, teamId],
  )
  if (!team) throw notFound('team')
  return team
}
