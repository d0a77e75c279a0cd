import { getBudget } from '@/features/budgets'
import { defineCommand, type Work } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { getTeam } from '../queries/get-team'
import { SetTeamMembers, TeamView } from '../schema'
import { lockTeam } from '../teams'

/**
 * Says who is in a team; whoever is not named leaves it. Who joins one whose budget is used up is stopped, as its members were.
 * @throws Refusal not_found for an agent that is not (or no longer) of the company, or a person who is no member of it
 */
export const setTeamMembers = defineCommand({
  name: 'setTeamMembers',
  grant: 'org:write',
  input: SetTeamMembers,
  output: TeamView,
  records: ['team.membersSet'],
  announces: ['team/updated', 'team/overspent'],
  async run(work, input) {
    const { teamId } = input
    const [agentIds, personIds] = [[...new Set(input.agentIds)], [...new Set(input.personIds)]]
    await lockTeam(work, teamId)
    await requireOfCompany(work, agentIds, personIds)
    const { count: before } = await work.db.teamMember.deleteMany({ where: { teamId, agentId: { in: agentIds } } })
    await work.db.teamMember.deleteMany({ where: { teamId } })
    const rows = [...agentIds.map((agentId) => ({ agentId })), ...personIds.map((personId) => ({ personId }))]
    const made = { companyId: work.companyId, teamId, createdAt: work.now }
    await work.db.teamMember.createMany({ data: rows.map((row) => ({ id: work.newId(), ...made, ...row })) })
    work.record({ action: 'team.membersSet', subject: { kind: 'team', id: teamId }, details: { agentIds, personIds } })
    work.announce({ name: 'team/updated', data: { teamId } })
    if (agentIds.length > before) await haltIfSpent(work, teamId)
    return getTeam.within(work, { teamId })
  },
})

async function haltIfSpent(work: Work, teamId: string): Promise<void> {
  const scope = { scopeKind: 'team', scopeId: teamId } as const
  if ((await getBudget.within(work, scope)).state !== 'exceeded') return
  work.announce({ name: 'team/overspent', data: { companyId: work.companyId, ...scope }, forEngine: true })
}

async function requireOfCompany(work: Work, agentIds: string[], personIds: string[]): Promise<void> {
  const agents = await work.db.agent.count({ where: { id: { in: agentIds }, status: { not: 'terminated' } } })
  if (agents < agentIds.length) throw notFound('agent')
  const people = await work.db.membership.count({
    where: { companyId: work.companyId, personId: { in: personIds } },
  })
  if (people < personIds.length) throw notFound('person')
}
