import { v5 } from 'uuid'
import { z } from 'zod'
import { actorOf, CompanyRow, type Identity, listCompanies } from '@/features/access'
import {
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
    timezone: z.string().meta({ example: 'UTC' }),
    task_prefix: z.string().meta({ example: 'NOT' }),
    require_approval_for_hires: z.boolean(),
    max_concurrent_runs: z.number().nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Company' })
const CompanyAnswer = Company.extend({ company: Company }).meta({ id: 'CompanyAnswer' })

const CompanyListed = z.object({
  id: shownId('company'),
  name: z.string(),
  slug: z.string(),
  status: z.string(),
  role: CompanyRow.shape.role.meta({ description: 'What the caller is there.' }),
})

const NewCompany = z.object({
  name: CreateCompany.shape.name.meta({ example: 'NoteGenius Inc.' }),
  mission: z.string().max(4000).nullish().meta({ example: 'Build the #1 AI note-taking app to $1M MRR.' }),
  slug: CreateCompany.shape.slug.meta({ description: 'Made from the name when absent.', example: 'notegenius' }),
  timezone: z.string().optional().meta({ description: 'IANA name. Default: UTC.', example: 'Europe/Lisbon' }),
  require_approval_for_hires: z.boolean().optional(),
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
  max_concurrent_runs: UpdateCompany.shape.maxConcurrentRuns,
})

function companyAnswer(view: CompanyView): z.output<typeof CompanyAnswer> {
  const company = {
    id: publicId('company', view.id),
    name: view.name,
    slug: view.slug,
    mission: view.mission,
    status: view.status,
    pause_reason: view.pauseReason,
    timezone: view.timeZone,
    task_prefix: view.taskPrefix,
    require_approval_for_hires: view.gates.hire_agent !== 'none',
    max_concurrent_runs: view.maxConcurrentRuns,
    created_at: view.createdAt,
    updated_at: view.updatedAt,
  }
  return { ...company, company }
}

const NAMESPACE = '6f1d5a52-0d0c-4a6e-9b0e-8d6c1c2f7a31'

/** The caller that founds a company. With an idempotency key the id follows from it, so that a repeat finds the stored answer. */
function founder(identity: Identity, key: string | undefined): Caller {
  const caller = founderOf(identity)
  if (!key) return caller
  return { ...caller, companyId: v5(`${actorOf(identity).id}:${key}`, NAMESPACE) as CompanyId }
}

export const companies = [
  rootRoute({
    method: 'post',
    path: '/companies',
    name: 'createCompany',
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
        gates: body.require_approval_for_hires ? { hire_agent: 'admin' as const } : {},
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
      const { timezone: timeZone, require_approval_for_hires: needsApproval, ...rest } = body
      const { max_concurrent_runs: maxConcurrentRuns, ...text } = rest
      const gate = needsApproval ? ('admin' as const) : ('none' as const)
      const gates = needsApproval === undefined ? undefined : { hire_agent: gate }
      const input = { ...text, timeZone, gates, maxConcurrentRuns }
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
    path: '/companies/{company_id}/resume',
    name: 'resumeCompany',
    tag: 'Companies',
    summary: 'Let a paused company work again',
    answer: CompanyAnswer,
    refusals: ['illegal_transition'],
    run: async ({ caller, options }) => {
      await resumeCompany(caller, {}, options)
      return companyAnswer(await getCompany(caller, {}))
    },
  }),
]
