import { z } from 'zod'
import { listCompanies } from '@/features/access'
import { getBudget } from '@/features/budgets'
import {
  type CompanyView,
  createCompany,
  getCompany,
  pauseCompany,
  resumeCompany,
  updateCompany,
} from '@/features/companies'
import { listMembers, orgChart } from '@/features/org'
import { dashboard } from '@/features/reports'
import type { Caller } from '@/platform/command'
import { founderOf } from '../../caller'
import { OrgNode, orgTree } from './agent-fields'
import { BudgetCents, capOf, centsOf, Id, Moment } from './cells'
import { rootRoute, route } from './route'

const Company = z
  .object({
    id: Id,
    name: z.string(),
    slug: z.string(),
    description: z.string().nullable().meta({ description: 'The mission.' }),
    status: z.enum(['active', 'paused', 'archived']),
    pauseReason: z.string().nullable(),
    issuePrefix: z.string(),
    budgetMonthlyCents: z.int().meta({ description: '0 means no limit.' }),
    spentMonthlyCents: z.int(),
    attachmentMaxBytes: z.int(),
    requireBoardApprovalForNewAgents: z.boolean(),
    brandColor: z.string().nullable(),
    timeZone: z.string(),
    createdAt: Moment,
    updatedAt: Moment,
  })
  .meta({ id: 'Company' })

const CompanySummary = z
  .object({ id: Id, name: z.string(), slug: z.string(), status: z.string(), role: z.string() })
  .meta({ id: 'CompanySummary' })

const CHANGES = {
  name: z.string().optional(),
  description: z.string().nullish(),
  requireBoardApprovalForNewAgents: z.boolean().optional(),
  brandColor: z.string().nullish(),
  attachmentMaxBytes: z.int().optional(),
}

async function companyAnswer(caller: Caller, view: CompanyView): Promise<z.output<typeof Company>> {
  const budget = await getBudget(caller, { scopeKind: 'company', scopeId: view.id })
  return {
    ...{ id: view.id, name: view.name, slug: view.slug, status: view.status, pauseReason: view.pauseReason },
    description: view.mission || null,
    issuePrefix: view.taskPrefix,
    budgetMonthlyCents: centsOf(budget.capMicros),
    spentMonthlyCents: centsOf(budget.spentMicros),
    attachmentMaxBytes: view.attachmentMaxBytes,
    requireBoardApprovalForNewAgents: view.gates.hire_agent !== 'none',
    ...{ brandColor: view.brandColor, timeZone: view.timeZone, createdAt: view.createdAt, updatedAt: view.updatedAt },
  }
}

const gatesOf = (isNeeded: boolean | undefined) =>
  isNeeded === undefined ? undefined : { hire_agent: isNeeded ? ('admin' as const) : ('none' as const) }

export const companies = [
  rootRoute({
    method: 'get',
    path: '/companies',
    name: 'listCompanies',
    tag: 'Companies',
    summary: 'List the companies that the key may enter',
    query: z.object({ cursor: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(200) }),
    answer: z.array(CompanySummary),
    run: async ({ identity, query }) => {
      const { companies: rows, nextAfter } = await listCompanies(identity, { after: query.cursor, limit: query.limit })
      return Response.json(rows, nextAfter ? { headers: { 'x-next-cursor': nextAfter } } : {})
    },
  }),
  rootRoute({
    method: 'post',
    path: '/companies',
    name: 'createCompany',
    tag: 'Companies',
    summary: 'Found a company',
    body: z.object({ ...CHANGES, name: z.string(), budgetMonthlyCents: BudgetCents.optional() }),
    status: 201,
    answer: Company,
    run: async ({ identity, body, options }) => {
      const founder = founderOf(identity)
      const view = await createCompany(
        founder,
        {
          name: body.name,
          mission: body.description ?? '',
          capMicros: capOf(body.budgetMonthlyCents),
          gates: gatesOf(body.requireBoardApprovalForNewAgents) ?? {},
        },
        options,
      )
      return companyAnswer(founder, view)
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}',
    name: 'getCompany',
    tag: 'Companies',
    summary: 'Read a company',
    answer: Company,
    run: async ({ caller }) => companyAnswer(caller, await getCompany(caller, {})),
  }),
  route({
    method: 'patch',
    path: '/companies/{companyId}',
    name: 'updateCompany',
    tag: 'Companies',
    summary: 'Change a company',
    body: z.object(CHANGES),
    answer: Company,
    run: async ({ caller, body, options }) => {
      const { description, requireBoardApprovalForNewAgents, ...rest } = body
      const gates = gatesOf(requireBoardApprovalForNewAgents)
      return companyAnswer(
        caller,
        await updateCompany(caller, { ...rest, mission: description ?? undefined, gates }, options),
      )
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/pause',
    name: 'pauseCompany',
    tag: 'Companies',
    summary: 'Stop all work of a company',
    body: z.object({ reason: z.string().optional() }),
    answer: Company,
    refusals: ['illegal_transition'],
    run: async ({ caller, body, options }) => {
      await pauseCompany(caller, body, options)
      return companyAnswer(caller, await getCompany(caller, {}))
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/resume',
    name: 'resumeCompany',
    tag: 'Companies',
    summary: 'Let a paused company work again',
    answer: Company,
    refusals: ['illegal_transition'],
    run: async ({ caller, options }) => {
      await resumeCompany(caller, {}, options)
      return companyAnswer(caller, await getCompany(caller, {}))
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/org',
    name: 'orgChart',
    tag: 'Companies',
    summary: 'The org chart as a tree',
    answer: z.array(OrgNode),
    run: async ({ caller }) => orgTree((await orgChart(caller, {})).agents),
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/members',
    name: 'listMembers',
    tag: 'Companies',
    summary: 'The people of a company',
    answer: z.array(
      z.object({ id: Id, name: z.string(), email: z.string().nullable(), role: z.string(), title: z.string() }),
    ),
    run: ({ caller }) => listMembers(caller, {}),
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/dashboard',
    name: 'dashboard',
    tag: 'Companies',
    summary: 'The company in one look',
    answer: z
      .object({
        companyId: Id,
        agents: z.object({ active: z.int(), running: z.int(), paused: z.int(), error: z.int() }),
        tasks: z.object({ open: z.int(), inProgress: z.int(), blocked: z.int(), done: z.int() }),
        costs: z.object({
          monthSpendCents: z.int(),
          monthBudgetCents: z.int(),
          monthUtilizationPercent: z.number(),
        }),
        pendingApprovals: z.int(),
        budgets: z.object({
          activeIncidents: z.int(),
          pendingApprovals: z.int(),
          pausedAgents: z.int(),
          pausedProjects: z.int(),
        }),
      })
      .meta({ id: 'Dashboard' }),
    run: async ({ caller, id }) => {
      const view = await dashboard(caller, {})
      const { agents, tasks, budget } = view
      return {
        companyId: id,
        agents: {
          active: agents.idle,
          running: agents.running,
          paused: agents.paused + agents.halted,
          error: agents.error,
        },
        tasks: { open: tasks.open, inProgress: tasks.inProgress, blocked: tasks.blocked, done: tasks.done },
        costs: {
          monthSpendCents: centsOf(budget.spentMicros),
          monthBudgetCents: centsOf(budget.capMicros),
          monthUtilizationPercent: percentOf(budget.spentMicros, budget.capMicros),
        },
        pendingApprovals: view.pendingApprovals,
        budgets: {
          activeIncidents: view.openIncidents,
          pendingApprovals: view.pendingBudgetApprovals,
          pausedAgents: agents.halted,
          pausedProjects: view.pausedProjects,
        },
      }
    },
  }),
]

/** With two decimals; 0 without a cap. */
export function percentOf(spent: number, cap: number | null): number {
  return cap ? Math.round((spent / cap) * 10_000) / 100 : 0
}
