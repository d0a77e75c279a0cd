import { z } from 'zod'
import { type BudgetView, getBudget } from '@/features/budgets'
import { defineQuery, type View } from '@/platform/command'
import type { AgentView } from '../schema'
import { getAgent } from './get-agent'

const MOST_TASKS = 50
const MOST_ROWS = 500

type OpenTask = { id: string; identifier: string; title: string; state: string; priority: string }
type Named = { id: string; name: string }

export type TerminationImpact = {
  /** How many there are, and the first fifty, those in progress first. */
  openTasks: { count: number; rows: OpenTask[] }
  reports: (Named & { title: string; status: string })[]
  goalsOwned: Named[]
  projectsLed: Named[]
  /** Routines that are not archived: whatever they fire from then on fails. */
  routines: Named[]
  budget: BudgetView
  schedule: AgentView['schedule']
  liveRun: { id: string; state: string; taskId: string | null } | null
}

/** What would be left behind if this agent were terminated now. */
export const terminationImpact = defineQuery({
  name: 'terminationImpact',
  grant: 'org:read',
  input: z.object({ agentId: z.uuid() }),
  async run(view, { agentId }): Promise<TerminationImpact> {
    const { schedule } = await getAgent.within(view, { agentId })
    const named = <T extends object>(text: string) =>
      view.sql<T>(`${text} LIMIT ${MOST_ROWS}`, [view.companyId, agentId])
    const [liveRun] = await named<NonNullable<TerminationImpact['liveRun']>>(
      `SELECT id, state, "taskId" FROM "Run" WHERE "companyId" = $1 AND "agentId" = $2 AND state IN ('queued', 'running')`,
    )
    return {
      openTasks: await openTasks(view, agentId),
      reports: await named<TerminationImpact['reports'][number]>(
        `SELECT id, name, title, status FROM "Agent" WHERE "companyId" = $1 AND "managerId" = $2 AND status <> 'terminated' ORDER BY id`,
      ),
      goalsOwned: await named<Named>(
        `SELECT id, title AS name FROM "Goal" WHERE "companyId" = $1 AND "ownerAgentId" = $2 AND status IN ('planned', 'active') ORDER BY id`,
      ),
      projectsLed: await named<Named>(
        `SELECT id, name FROM "Project" WHERE "companyId" = $1 AND "leadAgentId" = $2 AND status NOT IN ('completed', 'cancelled') ORDER BY id`,
      ),
      routines: await named<Named>(
        `SELECT id, title AS name FROM "Routine" WHERE "companyId" = $1 AND "assigneeId" = $2 AND status <> 'archived' ORDER BY id`,
      ),
      budget: await getBudget.within(view, { scopeKind: 'agent', scopeId: agentId }),
      schedule,
      liveRun: liveRun ?? null,
    }
  },
})

async function openTasks(view: View, agentId: string): Promise<TerminationImpact['openTasks']> {
  const rows = await view.sql<OpenTask & { count: number }>(
    `SELECT id, identifier, title, state, priority, count(*) OVER ()::int AS count FROM "Task"
     WHERE "companyId" = $1 AND "assigneeId" = $2 AND state NOT IN ('done', 'cancelled')
     ORDER BY state = 'in_progress' DESC, "createdAt", id LIMIT ${MOST_TASKS}`,
    [view.companyId, agentId],
  )
  return { count: rows[0]?.count ?? 0, rows: rows.map(({ count: _count, ...task }) => task) }
}
