import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { lockMember, requireMayAppoint } from '../membership'
import { AppointInTeam } from '../schema'

/**
 * Gives a member a role in a team, beside what they may in the company: more about its agents, their tasks and runs, and nothing less.
 * @throws Refusal not_found for who is no member and for an unknown team, forbidden for who may not give that role
 */
export const appointInTeam = defineCommand({
  name: 'appointInTeam',
  grant: 'member:write',
  input: AppointInTeam,
  output: AppointInTeam,
  records: ['member.appointedInTeam'],
  announces: ['member/appointed'],
  async run(work, { teamId, personId, role }) {
    requireMayAppoint(work, role)
    await lockMember(work, personId)
    const [team] = await work.sql<{ name: string; role: string | null }>(
      `SELECT t.name, r.role FROM "Team" t
       LEFT JOIN "TeamRole" r ON r."companyId" = $1 AND r."teamId" = t.id AND r."personId" = $3
       WHERE t."companyId" = $1 AND t.id = $2 FOR KEY SHARE OF t`,
      [work.companyId, teamId, personId],
    )
    if (!team) throw notFound('team')
    if (team.role) requireMayAppoint(work, team.role === 'admin' ? 'admin' : 'operator')
    if (team.role === role) {
      work.unchanged()
      return { teamId, personId, role }
    }
    await work.sql(
      `INSERT INTO "TeamRole" ("companyId", "teamId", "personId", role, "createdAt") VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ("companyId", "teamId", "personId") DO UPDATE SET role = $4`,
      [work.companyId, teamId, personId, role, work.now],
    )
    const details = { role, teamId, team: team.name }
    work.record({ action: 'member.appointedInTeam', subject: { kind: 'person', id: personId }, details })
    work.announce({ name: 'member/appointed', data: { personId } })
    return { teamId, personId, role }
  },
})
