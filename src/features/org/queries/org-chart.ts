import { z } from 'zod'
import { currentPeriod } from '@/features/budgets'
import { defineQuery, type View } from '@/platform/command'
import { inTreeOrder } from '../rules/tree'
import type { AgentRow, MemberView } from '../schema'
import { ROW_COLUMNS, ROW_JOINS } from '../store'
import { listMembers } from './list-members'

const MOST_AGENTS = 1000

export type ChartAgent = AgentRow & {
  /** 0 for the root, and for whoever's manager is terminated. */
  depth: number
  teams: { id: string; name: string }[]
  /** Monthly cap of the agent and all below it; null means no limit. */
  poolMicros: number | null
  /** The task of its live run. */
  taskIdentifier: string | null
}

export type OrgChart = {
  /** The board, on top of the tree. */
  people: MemberView[]
  /** The tree, flat: managers before their reports. Terminated agents are left out. At most 1,000; `listAgents` pages through more. */
  agents: ChartAgent[]
}

/** Who is in the company: its people, and its agents as a tree with what they do, have to do and spend. */
export const orgChart = defineQuery({
  name: 'orgChart',
  grant: 'org:read',
  input: z.object({}),
  async run(view): Promise<OrgChart> {
    const people = await listMembers.within(view, {})
    return { people, agents: inTreeOrder(await selectAgents(view)) }
  },
})

async function selectAgents(view: View) {
  return view.sql<Omit<ChartAgent, 'depth'>>(
    `SELECT ${ROW_COLUMNS}, coalesce((
       SELECT jsonb_agg(jsonb_build_object('id', tm.id, 'name', tm.name) ORDER BY tm.name) FROM "TeamMember" m
       JOIN "Team" tm ON tm."companyId" = $1 AND tm.id = m."teamId" WHERE m."companyId" = $1 AND m."agentId" = a.id), '[]') AS teams,
       (SELECT identifier FROM "Task" WHERE "companyId" = $1 AND id = r."taskId") AS "taskIdentifier", (
       SELECT cap FROM "Budget" WHERE "companyId" = $1 AND "scopeKind" = 'subtree' AND "scopeId" = a.id AND metric = 'money'
         AND "window" = 'month') AS "poolMicros"
     FROM "Agent" a ${ROW_JOINS} WHERE a."companyId" = $1 AND a.status <> 'terminated'
     ORDER BY a."createdAt", a.id LIMIT ${MOST_AGENTS}`,
    [view.companyId, await currentPeriod(view)],
  )
}
