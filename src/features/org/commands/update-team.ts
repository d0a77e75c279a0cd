import { defineCommand } from '@/platform/command'
import { getTeam } from '../queries/get-team'
import { TeamView, UpdateTeam } from '../schema'
import { lockTeam, teamExists, teamKey } from '../teams'

/**
 * Changes a team's name or description.
 * @throws Refusal already_exists when another team has the shortname of the new name
 */
export const updateTeam = defineCommand({
  name: 'updateTeam',
  grant: 'org:write',
  input: UpdateTeam,
  output: TeamView,
  records: ['team.updated'],
  announces: ['team/updated'],
  async run(work, { teamId, name, description }) {
    const team = await lockTeam(work, teamId)
    const key = teamKey(name ?? team.name)
    await work
      .sql(
        `UPDATE "Team" SET name = $3, key = $4, description = coalesce($5, description), "updatedAt" = $6
         WHERE "companyId" = $1 AND id = $2`,
        [work.companyId, teamId, name ?? team.name, key, description ?? null, work.now],
      )
      .catch((error: { constraint?: string }) => {
        throw error.constraint === 'Team_companyId_key_key' ? teamExists(key) : error
      })
    work.record({ action: 'team.updated', subject: { kind: 'team', id: teamId }, details: { name, description } })
    work.announce({ name: 'team/updated', data: { teamId } })
    return getTeam.within(work, { teamId })
  },
})
