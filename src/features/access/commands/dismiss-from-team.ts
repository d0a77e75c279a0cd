import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { requireMayAppoint } from '../membership'
import { DismissFromTeam } from '../schema'

/**
 * Takes a person's role in a team back. What the person is in the company, and whether in the team, stays.
 * @throws Refusal not_found for who holds none there, forbidden for who may not take that role
 */
export const dismissFromTeam = defineCommand({
  name: 'dismissFromTeam',
  grant: 'member:write',
  input: DismissFromTeam,
  output: DismissFromTeam,
  records: ['member.dismissedFromTeam'],
  announces: ['member/appointed'],
  async run(work, { teamId, personId }) {
    const [held] = await work.sql<{ role: 'admin' | 'operator'; team: string }>(
      `DELETE FROM "TeamRole" r USING "Team" t
       WHERE r."companyId" = $1 AND r."teamId" = $2 AND r."personId" = $3 AND t."companyId" = $1 AND t.id = r."teamId"
       RETURNING r.role, t.name AS team`,
      [work.companyId, teamId, personId],
    )
    if (!held) throw notFound('role in the team')
    requireMayAppoint(work, held.role)
    const details = { teamId, ...held }
    work.record({ action: 'member.dismissedFromTeam', subject: { kind: 'person', id: personId }, details })
    work.announce({ name: 'member/appointed', data: { personId } })
    return { teamId, personId }
  },
})
