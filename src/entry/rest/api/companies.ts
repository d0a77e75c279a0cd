import { z } from 'zod'
import { CompanyRow, listCompanies } from '@/features/access'
import { getBudget } from '@/features/budgets'
import {
  archiveCompany,
  CompanyStatus,
  type CompanyView,
  CreateCompany,
  createCompany,
  getCompany,
  pauseCompany,
  resumeCompany,
  UpdateCompany,
  updateCompany,
} from '@/features/companies'
import { listMembers, MemberView } from '@/features/org'
import { type CompanyStats, companyStats } from '@/features/reports'
import type { Caller } from '@/platform/command'
import { founderOf } from '../../caller'
import { BudgetCents, Cents, Count, capCents, cents, Id, Instant, Never, Text } from './fields'
import { limitOf, pointTo } from './page'
import { rootRoute, route } from './route'

const CompanyListed = z
  .object({ id: Id, name: z.string(), urlKey: z.string(), status: z.string(), role: CompanyRow.shape.role })
  .meta({ id: 'CompanyListed' })

const Company = z
  .object({
    id: Id,
    name: z.string(),
    urlKey: z.string(),
    description: Text.meta({ description: 'The mission.' }),
    status: CompanyStatus,
    pauseReason: Text,
    issuePrefix: z.string().meta({ example: 'PAP' }),
    budgetMonthlyCents: Cents.meta({ description: '0: no limit.' }),
    spentMonthlyCents: Cents,
    attachmentMaxBytes: Count,
    requireBoardApprovalForNewAgents: z.boolean(),
    brandColor: Text,
    budgetsCount: UpdateCompany.shape.budgetsCount.unwrap(),
    unknownModels: UpdateCompany.shape.unknownModels.unwrap(),
    budgetInvariant: UpdateCompany.shape.budgetInvariant.unwrap(),
    remindAfterHours: z.int().nullable().meta({ description: 'Age at which people are first reminded; null: never.' }),
    logoAssetId: Never,
    logoUrl: Never,
    timeZone: z.string(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Company' })

const Stats = z
  .object({
    agentCount: Count.meta({ description: 'Without terminated agents.' }),
    issueCount: Count,
    openIssueCount: Count.meta({ description: 'Neither done nor cancelled.' }),
    agents: z.object({ running: Count, idle: Count, paused: Count, pendingApproval: Count }),
    monthSpendCents: Cents,
  })
  .meta({ id: 'CompanyStats' })

function statsAnswer({ agents, tasks, openTasks, spentMicros }: CompanyStats): z.output<typeof Stats> {
  const { running, idle, paused, pendingApproval } = agents
  return {
    agentCount: running + idle + paused + pendingApproval,
    ...{ issueCount: tasks, openIssueCount: openTasks, agents, monthSpendCents: cents(spentMicros) },
  }
}

const SETTINGS = {
  description: z.string().max(4000).nullish().meta({ description: 'The mission.' }),
  requireBoardApprovalForNewAgents: z.boolean().optional(),
  budgetMonthlyCents: BudgetCents.optional(),
}
const NewCompany = z.object({ name: CreateCompany.shape.name.meta({ example: 'Acme' }), ...SETTINGS })
const CompanyChange = z.object({
  name: UpdateCompany.shape.name,
  description: SETTINGS.description,
  requireBoardApprovalForNewAgents: SETTINGS.requireBoardApprovalForNewAgents,
  brandColor: UpdateCompany.shape.brandColor,
  attachmentMaxBytes: UpdateCompany.shape.attachmentMaxBytes,
  budgetsCount: UpdateCompany.shape.budgetsCount.meta({ description: 'Which figure of a cost counts on budgets.' }),
  unknownModels: UpdateCompany.shape.unknownModels.meta({
    description: 'What becomes of an agent that uses a model of unknown price.',
  }),
  budgetInvariant: UpdateCompany.shape.budgetInvariant.meta({
    description: "Whether handing on more than a manager's pool is refused, or only shown.",
  }),
  remindAfterHours: UpdateCompany.shape.remindAfterHours,
})

function gatesOf(isAsked: boolean | undefined) {
  if (isAsked === undefined) return undefined
  return { hire_agent: isAsked ? ('admin' as const) : ('none' as const) }
}

async function companyAnswer(caller: Caller, view: CompanyView): Promise<z.output<typeof Company>> {
  const budget = await getBudget(caller, { scopeKind: 'company', scopeId: view.id })
  return {
    id: view.id,
    name: view.name,
    urlKey: view.slug,
    description: view.mission || null,
    status: view.status,
    pauseReason: view.pauseReason,
    issuePrefix: view.taskPrefix,
    budgetMonthlyCents: capCents(budget.cap),
    spentMonthlyCents: cents(budget.spent),
    attachmentMaxBytes: view.attachmentMaxBytes,
    requireBoardApprovalForNewAgents: view.gates.hire_agent !== 'none',
    brandColor: view.brandColor,
    budgetsCount: view.budgetsCount,
    unknownModels: view.unknownModels,
    budgetInvariant: view.budgetInvariant,
    remindAfterHours: view.remindAfterHours,
    logoAssetId: null,
    logoUrl: null,
    timeZone: view.timeZone,
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
  }
}

export const companies = [
  rootRoute({
    method: 'get',
    path: '/companies',
    name: 'listCompanies',
    tag: 'Companies',
    summary: 'List the companies that the key may enter, oldest first',
    query: limitOf(100, 200).extend({ cursor: z.uuid('is no cursor').optional() }),
    answer: z.array(CompanyListed),
    run: async ({ identity, query, ...asked }) => {
      const { companies: rows, nextAfter } = await listCompanies(identity, { after: query.cursor, limit: query.limit })
      if (nextAfter) pointTo(nextAfter, asked)
      return rows.map(({ id, name, slug, status, role }) => ({ id, name, urlKey: slug, status, role }))
    },
  }),
  rootRoute({
    method: 'get',
    path: '/companies/stats',
    name: 'companyStats',
    tag: 'Companies',
    summary: 'Read how the companies that the key may enter stand, by their ids',
    query: limitOf(200, 200).extend({ cursor: z.uuid('is no cursor').optional() }),
    answer: z.record(z.string(), Stats).meta({ description: 'By the id of the company.' }),
    run: async ({ identity, query, ...asked }) => {
      const { stats, nextAfter } = await companyStats(identity, { after: query.cursor, limit: query.limit })
      if (nextAfter) pointTo(nextAfter, asked)
      return Object.fromEntries(stats.map((each) => [each.companyId, statsAnswer(each)]))
    },
  }),
  rootRoute({
    method: 'post',
    path: '/companies',
    name: 'createCompany',
    isOnlyFor: 'administrators',
    tag: 'Companies',
    summary: 'Found a company',
    body: NewCompany,
    status: 201,
    answer: Company,
    run: async ({ identity, body, options }) => {
      const founder = founderOf(identity, options.idempotencyKey)
      const gates = gatesOf(body.requireBoardApprovalForNewAgents) ?? {}
      const input = { name: body.name, mission: body.description ?? '', gates, capMicros: body.budgetMonthlyCents }
      return companyAnswer(founder, await createCompany(founder, input, options))
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
    body: CompanyChange,
    answer: Company,
    run: async ({ caller, body, options }) => {
      const { description, requireBoardApprovalForNewAgents, ...rest } = body
      const change = { ...rest, mission: description ?? undefined, gates: gatesOf(requireBoardApprovalForNewAgents) }
      return companyAnswer(caller, await updateCompany(caller, change, options))
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/pause',
    name: 'pauseCompany',
    tag: 'Companies',
    summary: 'Stop all work of a company',
    body: z.object({ reason: z.string().max(500).optional() }),
    answer: Company,
    refusals: ['illegal_transition'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, body, options }) => {
      await pauseCompany(caller, body, options)
      return companyAnswer(caller, await getCompany(caller, {}))
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/archive',
    name: 'archiveCompany',
    tag: 'Companies',
    summary: 'Put a company away: it stays readable, and nothing of it runs',
    answer: Company,
    refusals: ['illegal_transition'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, options }) => {
      await archiveCompany(caller, {}, options)
      return companyAnswer(caller, await getCompany(caller, {}))
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/resume',
    name: 'resumeCompany',
    tag: 'Companies',
    summary: 'Let a paused or archived company work again',
    answer: Company,
    refusals: ['illegal_transition'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, options }) => {
      await resumeCompany(caller, {}, options)
      return companyAnswer(caller, await getCompany(caller, {}))
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/members',
    name: 'listMembers',
    tag: 'Companies',
    summary: 'List the people of a company',
    answer: z.array(MemberView),
    run: ({ caller }) => listMembers(caller, {}),
  }),
]
