import { z } from 'zod'
import type { Identity } from '@/features/access'
import { getCompany } from '@/features/companies'
import {
  type Bundle,
  exportCompany,
  ImportOptions,
  ImportPlan,
  InlineFiles,
  importCompany,
  PARTS,
  previewImport,
  readInlineBundle,
} from '@/features/templates'
import type { Caller, CallOptions } from '@/platform/command'
import { type CompanyId, publicId } from '@/platform/ids'
import { bundleForm, bundleJson, bundleResponse, checkedBody, isJson, requireMayImport } from '../bundle-request'
import { CompanyAnswer, companyAnswer, founder } from './companies'
import { commaList, Flag, shownId } from './fields'
import { rootRoute, route } from './route'

const Plan = ImportPlan.omit({ inputs: true, warnings: true })
const Found = z.object({
  inputs: ImportPlan.shape.inputs.meta({ description: 'Settings that need a value before the agents can run.' }),
  warnings: z.array(z.string()),
})
const Preview = Found.extend({ plan: Plan }).meta({ id: 'ImportPreview' })
const Imported = CompanyAnswer.extend({
  ...Preview.shape,
  agents: z.array(z.object({ key: z.string(), id: shownId('agent') })),
}).meta({ id: 'Imported' })

function previewAnswer({ inputs, warnings, ...plan }: z.output<typeof ImportPlan>): z.output<typeof Preview> {
  return { inputs, warnings, plan }
}

type Asked = ImportOptions & { bundle: Bundle }

const InlineImport = ImportOptions.extend({ files: InlineFiles })

/** What to import: a form with the bundle in `file` and the options beside it, or JSON with the files by path. */
async function askedOf(caller: Caller, request: Request): Promise<Asked> {
  requireMayImport(caller)
  if (isJson(request)) {
    const { files, ...options } = await bundleJson(request, InlineImport)
    return { ...options, bundle: await readInlineBundle(files) }
  }
  const { bundle, options } = await bundleForm(request, ({ include, agents, ...given }) =>
    checkedBody({ ...given, include: include?.split(','), agents: agents?.split(',') }, ImportOptions),
  )
  return { ...options, bundle }
}

async function bringIn(caller: Caller, asked: Asked, options: CallOptions): Promise<z.output<typeof Imported>> {
  const { companyId, plan, agents } = await importCompany(caller, asked, options)
  const company = await getCompany({ ...caller, companyId: companyId as CompanyId }, {})
  return {
    ...companyAnswer(company),
    ...previewAnswer(plan),
    agents: agents.map(({ key, id }) => ({ key, id: publicId('agent', id) })),
  }
}

const FORM =
  'A form with the bundle in `file`, and `name`, `slug`, `collisions` (rename, skip or replace), `include` and `agents` beside it; ' +
  'or JSON with the same, where `files` has the files of the bundle by path. Agents arrive paused.'

const PreviewFlag = Flag.meta({
  type: 'boolean',
  description: 'Only say what would happen: 200 with the same as /preview.',
})

const READING = {
  method: 'post',
  tag: 'Portability',
  accepts: 'multipart/form-data',
  json: InlineImport,
  refusals: ['invalid_input', 'too_large', 'broken_rule'],
} as const

export const portability = [
  rootRoute({
    ...READING,
    path: '/companies/import',
    name: 'importCompany',
    isOnlyFor: 'administrators',
    summary: 'Found a company from a bundle',
    description: FORM,
    query: z.object({ preview: PreviewFlag }),
    status: 201,
    answer: Imported,
    run: async ({ identity, request, query, options }) => {
      if (query.preview) return Response.json(await previewNew(identity, request))
      const caller = founder(identity, options.idempotencyKey)
      return bringIn(caller, await askedOf(caller, request), options)
    },
  }),
  rootRoute({
    ...READING,
    path: '/companies/import/preview',
    name: 'previewImport',
    isOnlyFor: 'administrators',
    summary: 'See what founding a company from a bundle would do',
    answer: Preview,
    run: ({ identity, request }) => previewNew(identity, request),
  }),
  route({
    ...READING,
    path: '/companies/{company_id}/import',
    name: 'importCompany',
    summary: 'Bring a bundle into a company',
    description: FORM,
    query: z.object({ preview: PreviewFlag }),
    status: 201,
    answer: Imported,
    run: async ({ caller, request, query, options }) => {
      const asked = await askedOf(caller, request)
      if (query.preview) return Response.json(previewAnswer(await previewImport(caller, asked)))
      return bringIn(caller, asked, options)
    },
  }),
  route({
    ...READING,
    path: '/companies/{company_id}/import/preview',
    name: 'previewImport',
    summary: 'See what bringing a bundle into a company would do',
    answer: Preview,
    run: async ({ caller, request }) => previewAnswer(await previewImport(caller, await askedOf(caller, request))),
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/export',
    name: 'exportCompany',
    tag: 'Portability',
    summary: 'Take a company away as a .paperclip file, without its secrets',
    query: z.object({ include: commaList(z.enum(PARTS)).optional() }),
    answer: z.string().meta({ format: 'binary' }),
    produces: 'application/zip',
    run: async ({ caller, query }) => bundleResponse(await exportCompany(caller, query)),
  }),
]

async function previewNew(identity: Identity, request: Request): Promise<z.output<typeof Preview>> {
  const caller = founder(identity, undefined)
  return previewAnswer(await previewImport(caller, await askedOf(caller, request)))
}
