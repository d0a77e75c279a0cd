import { v5 } from 'uuid'
import { z } from 'zod'
import { actorOf, CompanyRow, type Identity, listCompanies } from '@/features/access'
import {
  archiveCompany,
  CompanyStatus,
  CompanyView,
  CreateCompany,
  closeCompany,
  createCompany,
  FailurePolicy,
  getCompany,
  pauseCompany,
  QueueOrder,
  reopenCompany,
  resumeCompany,
  UpdateCompany,
  updateCompany,
} from '@/features/companies'
import type { Caller } from '@/platform/command'
import { type CompanyId, publicId } from '@/platform/ids'
import { founderOf } from '../../caller'
import { DollarsOrNull, Instant, NextCursor, pageOf, shownId } from './fields'
import { rootRoute, route } from './route'

const Company = z
  .object({
    id: shownId('company'),
    name: z.string().meta({ example: 'NoteGenius Inc.' }),
    slug: z.string().meta({ example: 'notegenius' }),
    mission: z.string().meta({ example: 'Build the #1 AI note-taking app to $1M MRR.' }),
    status: CompanyStatus,
    pause_reason: z.string().nullable(),
    removal_due_at: Instant.nullable().meta({ description: 'When all of it is removed, because an owner deleted it.' }),
    timezone: z.string().meta({ example: 'UTC' }),
    task_prefix: z.string().meta({ example: 'NOT' }),
    require_approval_for_hires: z.boolean(),
    approvals: CompanyView.shape.gates.meta({ description: 'Who must agree to what: none, admin or owner.' }),
    failure_policy: FailurePolicy.meta({ description: 'What happens to a task when its runs have failed for good.' }),
    queue_order: QueueOrder,
    max_request_depth: z.number().nullable().meta({ description: 'How often work may be handed on.' }),
    max_concurrent_runs: z.number().nullable(),
    run_log_days: z
      .number()
      .nullable()
      .meta({ description: 'Days that logs of runs are kept; null: as the installation says.' }),
    runtime_limits: CompanyView.shape.runtimeLimits.meta({ description: 'Runs at the same time, by runtime.' }),
    budgets_count: CompanyView.shape.budgetsCount.meta({ description: 'Which figure of a cost counts on budgets.' }),
    budget_invariant: CompanyView.shape.budgetInvariant.meta({
      description: "Whether budgets of direct reports must fit into their manager's pool.",
    }),
    unknown_models: CompanyView.shape.unknownModels.meta({
      description: 'What becomes of an agent that uses a model without a known price.',
    }),
    remind_after_hours: z
      .number()
      .nullable()
      .meta({ description: 'Age at which people are first reminded; null: never.' }),
    attachment_max_bytes: z.number(),
    brand_color: z.string().nullable(),
    strategy_approved_at: Instant.nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Company' })
export const CompanyAnswer = Company.extend({ company: Company }).meta({ id: 'CompanyAnswer' })

const CompanyListed = z.object({
  id: shownId('company'),
  name: z.string(),
  slug: z.string(),
  status: z.string(),
  role: CompanyRow.shape.role.meta({ description: 'What the caller is there.' }),
})

const Approvals = UpdateCompany.shape.gates.meta({
  description: 'Who must agree to what; what is not named stays.',
  example: { hire_agent: 'admin' },
})

const NewCompany = z.object({
  name: CreateCompany.shape.name.meta({ example: 'NoteGenius Inc.' }),
  mission: z.string().max(4000).nullish().meta({ example: 'Build the #1 AI note-taking app to $1M MRR.' }),
  slug: CreateCompany.shape.slug.meta({ description: 'Made from the name when absent.', example: 'notegenius' }),
  timezone: z.string().optional().meta({ description: 'IANA name. Default: UTC.', example: 'Europe/Lisbon' }),
  require_approval_for_hires: z.boolean().optional(),
  approvals: Approvals,
  budget: z
    .object({ monthly_usd: DollarsOrNull.optional() })
    .nullish()
    .meta({ description: 'Cap of the whole company.' }),
})

const CompanyChange = z.object({
  name: UpdateCompany.shape.name,
  mission: UpdateCompany.shape.mission,
  timezone: z.string().optional(),
  require_approval_for_hires: z.boolean().optional(),
  approvals: Approvals,
  failure_policy: FailurePolicy.optional(),
  queue_order: QueueOrder.optional(),
  max_request_depth: UpdateCompany.shape.maxRequestDepth,
  max_concurrent_runs: UpdateCompany.shape.maxConcurrentRuns,
  run_log_days: UpdateCompany.shape.runLogDays,
  runtime_limits: UpdateCompany.shape.runtimeLimits,
  budgets_count: UpdateCompany.shape.budgetsCount,
  unknown_models: UpdateCompany.shape.unknownModels,
  budget_invariant: UpdateCompany.shape.budgetInvariant,
  remind_after_hours: UpdateCompany.shape.remindAfterHours,
  attachment_max_bytes: UpdateCompany.shape.attachmentMaxBytes,
  brand_color: UpdateCompany.shape.brandColor,
})

/** The gates that a body names; `require_approval_for_hires` is short for one of them. */
function gatesOf(body: Pick<z.output<typeof CompanyChange>, 'require_approval_for_hires' | 'approvals'>) {
  const { require_approval_for_hires: isNeeded, approvals } = body
  if (isNeeded === undefined) return approvals
  return { hire_agent: isNeeded ? ('admin' as const) : ('none' as const), ...approvals }
}

export function companyAnswer(view: CompanyView): z.output<typeof CompanyAnswer> {
  const company = {
    id: publicId('company', view.id),
    name: view.name,
    slug: view.slug,
    mission: view.mission,
    status: view.status,
    pause_reason: view.pauseReason,
    removal_due_at: view.removalDueAt,
    timezone: view.timeZone,
    task_prefix: view.taskPrefix,
    require_approval_for_hires: view.gates.hire_agent !== 'none',
    approvals: view.gates,
    failure_policy: view.failurePolicy,
    queue_order: view.queueOrder,
    max_request_depth: view.maxRequestDepth,
    max_concurrent_runs: view.maxConcurrentRuns,
    run_log_days: view.runLogDays,
    runtime_limits: view.runtimeLimits,
    budgets_count: view.budgetsCount,
    unknown_models: view.unknownModels,
    budget_invariant: view.budgetInvariant,
    remind_after_hours: view.remindAfterHours,
    attachment_max_bytes: view.attachmentMaxBytes,
    brand_color: view.brandColor,
    strategy_approved_at: view.strategyApprovedAt,
    created_at: view.createdAt,
    updated_at: view.updatedAt,
  }
  return { ...company, company }
}

const NAMESPACE = '6f1d5a52-0d0c-4a6e-9b0e-8d6c1c2f7a31'

/** The caller that founds a company. With an idempotency key the id follows from it, so that a repeat finds the stored answer. */
export function founder(identity: Identity, key: string | undefined): Caller {
  const caller = founderOf(identity)
  if (!key) return caller
  return { ...caller, companyId: v5(`${actorOf(identity).id}:${key}`, NAMESPACE) as CompanyId }
}

export const companies = [
  rootRoute({
    method: 'post',
    path: '/companies',
    name: 'createCompany',
    isOnlyFor: 'administrators',
    tag: 'Companies',
    summary: 'Found a company',
    description: 'Makes the company with its mission as the root of all goals, and its budget.',
    body: NewCompany,
    status: 201,
    answer: CompanyAnswer,
    refusals: ['already_exists'],
    run: async ({ identity, body, options }) => {
      const input = {
        name: body.name,
        mission: body.mission ?? '',
        slug: body.slug,
        timeZone: body.timezone,
        gates: gatesOf(body),
        capMicros: body.budget?.monthly_usd,
      }
      return companyAnswer(await createCompany(founder(identity, options.idempotencyKey), input, options))
    },
  }),
  rootRoute({
    method: 'get',
    path: '/companies',
    name: 'listCompanies',
    tag: 'Companies',
    summary: 'List the companies that the key may enter',
    query: pageOf('company', 50, 200),
    answer: z.object({ companies: z.array(CompanyListed), next_cursor: NextCursor }),
    run: async ({ identity, query }) => {
      const { companies: rows, nextAfter } = await listCompanies(identity, { after: query.cursor, limit: query.limit })
      return {
        companies: rows.map((row) => ({ ...row, id: publicId('company', row.id) })),
        next_cursor: publicId('company', nextAfter),
      }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}',
    name: 'getCompany',
    tag: 'Companies',
    summary: 'Read a company',
    answer: CompanyAnswer,
    run: async ({ caller }) => companyAnswer(await getCompany(caller, {})),
  }),
  route({
    method: 'patch',
    path: '/companies/{company_id}',
    name: 'updateCompany',
    tag: 'Companies',
    summary: 'Change a company',
    body: CompanyChange,
    answer: CompanyAnswer,
    run: async ({ caller, body, options }) => {
      const input = {
        ...{ name: body.name, mission: body.mission, timeZone: body.timezone, gates: gatesOf(body) },
        failurePolicy: body.failure_policy,
        queueOrder: body.queue_order,
        maxRequestDepth: body.max_request_depth,
        maxConcurrentRuns: body.max_concurrent_runs,
        runLogDays: body.run_log_days,
        runtimeLimits: body.runtime_limits,
        budgetsCount: body.budgets_count,
        unknownModels: body.unknown_models,
        budgetInvariant: body.budget_invariant,
        remindAfterHours: body.remind_after_hours,
        attachmentMaxBytes: body.attachment_max_bytes,
        brandColor: body.brand_color,
      }
      return companyAnswer(await updateCompany(caller, input, options))
    },
  }),
  route({
    method: 'post',
    path: '/companies/{company_id}/pause',
    name: 'pauseCompany',
    tag: 'Companies',
    summary: 'Stop all work of a company',
    body: z.object({ reason: z.string().max(500).optional() }),
    answer: CompanyAnswer,
    refusals: ['illegal_transition'],
    run: async ({ caller, body, options }) => {
      await pauseCompany(caller, body, options)
      return companyAnswer(await getCompany(caller, {}))
    },
  }),
  route({
    method: 'post',
    path: '/companies/{company_id}/archive',
    name: 'archiveCompany',
    tag: 'Companies',
    summary: 'Put a company away: it stays readable, and nothing of it runs',
    answer: CompanyAnswer,
    refusals: ['illegal_transition'],
    run: async ({ caller, options }) => {
      await archiveCompany(caller, {}, options)
      return companyAnswer(await getCompany(caller, {}))
    },
  }),
  route({
    method: 'post',
    path: '/companies/{company_id}/resume',
    name: 'resumeCompany',
    tag: 'Companies',
    summary: 'Let a paused or archived company work again',
    answer: CompanyAnswer,
    refusals: ['illegal_transition'],
    run: async ({ caller, options }) => {
      await resumeCompany(caller, {}, options)
      return companyAnswer(await getCompany(caller, {}))
    },
  }),
  route({
    method: 'post',
    path: '/companies/{company_id}/close',
    name: 'closeCompany',
    tag: 'Companies',
    summary: 'Delete a company: it is closed now, and removed when the days of grace are over',
    description:
      'For owners. Agents stop at once, and only owners read it, export it, or reopen it, until `removal_due_at`.',
    body: z.object({
      name: z.string().meta({ description: 'The name of the company, so that no other one is meant.' }),
    }),
    answer: CompanyAnswer,
    refusals: ['illegal_transition'],
    run: async ({ caller, body, options }) => {
      await closeCompany(caller, body, options)
      return companyAnswer(await getCompany(caller, {}))
    },
  }),
  route({
    method: 'post',
    path: '/companies/{company_id}/reopen',
    name: 'reopenCompany',
    tag: 'Companies',
    summary: 'Take the deletion of a company back: it is archived then',
    answer: CompanyAnswer,
    refusals: ['illegal_transition'],
    run: async ({ caller, options }) => {
      await reopenCompany(caller, {}, options)
      return companyAnswer(await getCompany(caller, {}))
    },
  }),
]
