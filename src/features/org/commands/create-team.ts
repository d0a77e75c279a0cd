import { openBudget } from '@/features/budgets'
import { defineCommand } from '@/platform/command'
import { getTeam } from '../queries/get-team'
import { CreateTeam, TeamView } from '../schema'
import { teamExists, teamKey } from '../teams'

/**
 * Makes a team without members.
 * @throws Refusal already_exists when another team has its shortname
 */
export const createTeam = defineCommand({
  name: 'createTeam',
  grant: 'org:write',
  input: CreateTeam,
  output: TeamView,
  records: ['team.created'],
  announces: ['team/created'],
  async run(work, { name, description }) {
    const [id, key] = [work.newId(), teamKey(name)]
    const made = await work.sql(
      `INSERT INTO "Team" (id, "companyId", name, key, description, "createdAt", "updatedAt") VALUES ($1, $2, $3, $4, $5, $6, $6)
       ON CONFLICT ("companyId", key) DO NOTHING RETURNING id`,
      [id, work.companyId, name, key, description, work.now],
    )
    if (made.length === 0) throw teamExists(key)
    await openBudget.within(work, { scopeKind: 'team', scopeId: id, capMicros: null })
    work.record({ action: 'team.created', subject: { kind: 'team', id }, details: { name } })
    work.announce({ name: 'team/created', data: { teamId: id } })
    return getTeam.within(work, { teamId: id })
  },
})
