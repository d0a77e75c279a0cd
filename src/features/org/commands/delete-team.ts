import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { lockTeam } from '../teams'

/** Dissolves a team; its members stay in the company. */
export const deleteTeam = defineCommand({
  name: 'deleteTeam',
  grant: 'org:write',
  input: z.object({ teamId: z.uuid() }),
  output: z.object({ id: z.uuid() }),
  records: ['team.deleted'],
  announces: ['team/deleted'],
  async run(work, { teamId }) {
    const { name } = await lockTeam(work, teamId)
    await work.db.teamMember.deleteMany({ where: { teamId } })
    await work.db.team.deleteMany({ where: { id: teamId } })
    work.record({ action: 'team.deleted', subject: { kind: 'team', id: teamId }, details: { name } })
    work.announce({ name: 'team/deleted', data: { teamId } })
    return { id: teamId }
  },
})
