import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { drawOrg } from '../rules/drawing'
import { withManagers } from '../rules/tree'
import { getTeam } from './get-team'
import { orgChart } from './org-chart'

/** The tree of agents as an SVG document; of a team, its agents with the managers above them. At most 1,000 agents. */
export const drawOrgChart = defineQuery({
  name: 'drawOrgChart',
  grant: 'org:read',
  input: z.object({ teamId: z.uuid().optional() }),
  async run(view, { teamId }): Promise<{ svg: string }> {
    if (teamId) await getTeam.within(view, { teamId })
    const { agents } = await orgChart.within(view, {})
    const [company] = await view.sql<{ name: string }>(`SELECT name FROM "Company" WHERE id = $1`, [view.companyId])
    const shown = teamId ? withManagers(agents, ({ teams }) => teams.some((team) => team.id === teamId)) : agents
    return { svg: drawOrg(company?.name ?? '', shown) }
  },
})
