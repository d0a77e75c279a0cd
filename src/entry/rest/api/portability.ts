import { z } from 'zod'
import type { Identity } from '@/features/access'
import { exportCompany, importCompany, PARTS, previewImport, selectParts } from '@/features/templates'
import type { Caller } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { callerIn, founderOf } from '../../caller'
import { bundleResponse, requireMayImport } from '../bundle-request'
import { withNotFoundFields } from '../id-fields'
import { commaList } from './fields'
import {
  Exported,
  ExportPreview,
  exportAnswer,
  exportPreview,
  Imported,
  ImportPreviewed,
  importAnswer,
  previewAnswer,
} from './portability-answers'
import { type AskedImport, askedImport, ExportBody, exportedParts, ImportBody } from './portability-requests'
import { rootRoute, route } from './route'

const EXPORT = { method: 'post', name: 'exportCompany', tag: 'Portability', body: ExportBody } as const
const IMPORT = {
  method: 'post',
  tag: 'Portability',
  accepts: 'multipart/form-data',
  json: ImportBody,
  refusals: ['invalid_input', 'too_large', 'broken_rule', 'already_exists', 'needs_approval'],
} as const

const FORMATS =
  'JSON with the files in `source`, or a form with a zip in `file` and newCompanyName or companyId, collisionStrategy and agents beside ' +
  'it. The files are those of an export, or a package of texts: COMPANY.md, agents/<slug>/AGENTS.md, projects/<slug>/PROJECT.md, ' +
  'tasks/<slug>/TASK.md, .paperclip.yaml. Agents arrive paused, with their schedules off; recurring tasks arrive once.'

/** No agent brings in a company, so nothing of a bundle is read for one. */
function requirePerson(identity: Identity): void {
  if (identity.kind === 'agent') throw new Refusal('forbidden', 'Agents import nothing. People do.')
}

/** The caller of an import: in a new company, or in the one that is the target. */
async function callerOf(identity: Identity, { target }: AskedImport, key?: string): Promise<Caller> {
  if (target?.mode !== 'existing_company') return founderOf(identity, key)
  return callerIn(identity, target.companyId).catch((error: unknown) => {
    throw withNotFoundFields(error, ImportBody, { target })
  })
}

async function preview(caller: Caller, { bundle, options }: AskedImport) {
  const plan = await previewImport(caller, { ...options, bundle })
  const companyId = plan.company.action === 'create' ? null : caller.companyId
  return previewAnswer(plan, selectParts(bundle, options).tasks, companyId)
}

/** Only this company, and nothing of it is overwritten. */
function requireSafe(caller: Caller, { target, options }: AskedImport): void {
  const isHere = !target || (target.mode === 'existing_company' && target.companyId === caller.companyId)
  if (!isHere) {
    const message =
      'target: this address imports into its own company only. Use POST /api/companies/import for another one.'
    throw new Refusal('broken_rule', message, { rule: 'target_elsewhere', field: 'target' })
  }
  if (options.collisions === 'replace') {
    const message = 'collisionStrategy: replace is not taken here. Use rename or skip, or POST /api/companies/import.'
    throw new Refusal('broken_rule', message, { rule: 'replace_refused', field: 'collisionStrategy' })
  }
}

const exports = [
  route({
    ...EXPORT,
    path: '/companies/{companyId}/export',
    summary: 'Take a company away as files in JSON, without its secrets',
    answer: Exported,
    refusals: ['too_large', 'broken_rule'],
    run: ({ caller, body }) => exportAnswer(caller, { include: exportedParts(body) }),
  }),
  route({
    ...EXPORT,
    path: '/companies/{companyId}/exports',
    summary: 'Take a company away as files in JSON, without its secrets',
    description: 'The same as /export.',
    answer: Exported,
    refusals: ['too_large', 'broken_rule'],
    run: ({ caller, body }) => exportAnswer(caller, { include: exportedParts(body) }),
  }),
  route({
    ...EXPORT,
    path: '/companies/{companyId}/exports/preview',
    summary: 'Take a company away as files in JSON, with a list of them',
    answer: ExportPreview,
    refusals: ['too_large', 'broken_rule'],
    run: ({ caller, body }) => exportPreview(caller, { include: exportedParts(body) }),
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/export',
    name: 'exportCompany',
    tag: 'Portability',
    summary: 'Take a company away as a .paperclip file, without its secrets',
    query: z.object({ include: commaList(z.enum(PARTS)) }),
    answer: z.string().meta({ format: 'binary' }),
    produces: 'application/zip',
    run: async ({ caller, query }) => bundleResponse(await exportCompany(caller, query)),
  }),
]

export const portability = [
  ...exports,
  rootRoute({
    ...IMPORT,
    path: '/companies/import/preview',
    name: 'previewImport',
    summary: 'See what an import would do',
    description: FORMATS,
    answer: ImportPreviewed,
    refusals: [...IMPORT.refusals, 'not_found'],
    run: async ({ identity, request }) => {
      requirePerson(identity)
      const asked = await askedImport(request)
      return preview(await callerOf(identity, asked), asked)
    },
  }),
  rootRoute({
    ...IMPORT,
    path: '/companies/import',
    name: 'importCompany',
    summary: 'Import a company: as a new one, or into an existing one',
    description: FORMATS,
    answer: Imported,
    refusals: [...IMPORT.refusals, 'not_found'],
    run: async ({ identity, request, options }) => {
      requirePerson(identity)
      const asked = await askedImport(request)
      const caller = await callerOf(identity, asked, options.idempotencyKey)
      return importAnswer(await importCompany(caller, { ...asked.options, bundle: asked.bundle }, options))
    },
  }),
  route({
    ...IMPORT,
    path: '/companies/{companyId}/imports/preview',
    name: 'previewImport',
    summary: 'See what an import into this company would do',
    description: FORMATS,
    answer: ImportPreviewed,
    run: async ({ caller, request }) => {
      requireMayImport(caller)
      const asked = await askedImport(request)
      requireSafe(caller, asked)
      return preview(caller, asked)
    },
  }),
  route({
    ...IMPORT,
    path: '/companies/{companyId}/imports/apply',
    name: 'importCompany',
    summary: 'Import into this company, without overwriting anything',
    description: FORMATS,
    answer: Imported,
    run: async ({ caller, request, options }) => {
      requireMayImport(caller)
      const asked = await askedImport(request)
      requireSafe(caller, asked)
      return importAnswer(await importCompany(caller, { ...asked.options, bundle: asked.bundle }, options))
    },
  }),
]
