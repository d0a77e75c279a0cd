import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import type { TeamView } from '../schema'
import { selectTeams } from '../teams'

/** One team with who is in it; terminated agents are left out. */
export const getTeam = defineQuery({
  name: 'getTeam',
  grant: 'org:read',
  input: z.object({ teamId: z.uuid() }),
  async run(view, { teamId }): Promise<TeamView> {
    const [team] = await selectTeams(view, { teamId, limit: 1 })
    if (!team) throw notFound('team')
    const agentMembers = await view.sql<TeamView['agentMembers'][number]>(
      `SELECT a.id, a.name, a.role, a.title FROM "TeamMember" m JOIN "Agent" a ON a."companyId" = $1 AND a.id = m."agentId"
       WHERE m."companyId" = $1 AND m."teamId" = $2 AND a.status <> 'terminated' ORDER BY a.name, a.id`,
      [view.companyId, teamId],
    )
    const personMembers = await view.sql<TeamView['personMembers'][number]>(
      `SELECT p.id, p.name, ms.title FROM "TeamMember" m JOIN "Person" p ON p.id = m."personId"
       JOIN "Membership" ms ON ms."companyId" = $1 AND ms."personId" = p.id
       WHERE m."companyId" = $1 AND m."teamId" = $2 ORDER BY p.name, p.id`,
      [view.companyId, teamId],
    )
    return { ...team, agentMembers, personMembers }
  },
})
