import { z } from 'zod'
import { dashboard as readDashboard, type Dashboard as View } from '@/features/reports'
import { percentOf } from './costs'
import { Cents, Count, capCents, cents, Id } from './fields'
import { route } from './route'

const Dashboard = z
  .object({
    companyId: Id,
    agents: z.object({ active: Count, running: Count, paused: Count, error: Count }),
    tasks: z.object({ open: Count, inProgress: Count, inReview: Count, blocked: Count, done: Count }),
    costs: z.object({ monthSpendCents: Cents, monthBudgetCents: Cents, monthUtilizationPercent: z.number() }),
    pendingApprovals: Count,
    budgets: z.object({
      activeIncidents: Count,
      pendingApprovals: Count,
      pausedAgents: Count,
      pausedProjects: Count,
    }),
  })
  .meta({ id: 'Dashboard' })

function dashboardAnswer(companyId: string, { agents, tasks, budget, ...view }: View): z.output<typeof Dashboard> {
  return {
    companyId,
    agents: {
      active: agents.idle,
      running: agents.running,
      paused: agents.paused + agents.halted,
      error: agents.error,
    },
    tasks,
    costs: {
      monthSpendCents: cents(budget.spent),
      monthBudgetCents: capCents(budget.cap),
      monthUtilizationPercent: percentOf(budget.spent, budget.cap),
    },
    pendingApprovals: view.pendingApprovals,
    budgets: {
      activeIncidents: view.openIncidents,
      pendingApprovals: view.pendingBudgetApprovals,
      pausedAgents: agents.halted,
      pausedProjects: view.pausedProjects,
    },
  }
}

export const dashboard = [
  route({
    method: 'get',
    path: '/companies/{companyId}/dashboard',
    name: 'dashboard',
    tag: 'Companies',
    summary: 'See the company in one look',
    answer: Dashboard,
    run: async ({ caller, id }) => dashboardAnswer(id, await readDashboard(caller, {})),
  }),
]
