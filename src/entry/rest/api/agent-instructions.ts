import { z } from 'zod'
import { getAgent, HireAgent, updateAgent } from '@/features/org'
import type { Caller } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { Count, Id } from './fields'
import { route } from './route'

/** The one file that an agent's instructions are. */
const ENTRY = 'AGENTS.md'

const File = z.object({
  path: z.string(),
  size: Count.meta({ description: 'Bytes.' }),
  language: z.literal('markdown'),
  markdown: z.literal(true),
  isEntryFile: z.literal(true),
  editable: z.literal(true),
})
const FileDetail = File.extend({ content: z.string() }).meta({ id: 'InstructionsFile' })
const InstructionsBundle = z
  .object({
    agentId: Id,
    companyId: Id,
    mode: z.literal('managed').meta({ description: 'The instructions are kept here, and in no folder.' }),
    entryFile: z.literal(ENTRY),
    editable: z.literal(true),
    files: z.array(File),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'InstructionsBundle' })

function fileOf(instructions: string): z.output<typeof File> {
  const constant = { language: 'markdown', markdown: true, isEntryFile: true, editable: true } as const
  return { path: ENTRY, size: Buffer.byteLength(instructions), ...constant }
}

async function bundleOf(caller: Caller, agentId: string): Promise<z.output<typeof InstructionsBundle>> {
  const { instructions } = await getAgent(caller, { agentId })
  const constant = { mode: 'managed', entryFile: ENTRY, editable: true, warnings: [] } as const
  return { agentId, companyId: caller.companyId, ...constant, warnings: [], files: [fileOf(instructions)] }
}

function requireEntry(path: string | undefined): void {
  if (path === undefined || path === ENTRY) return
  const message = `path: an agent has one file of instructions, ${ENTRY}. Write into it what "${path.slice(0, 200)}" would say.`
  throw new Refusal('broken_rule', message, { rule: 'one_instructions_file', field: 'path' })
}

const Path = z
  .string()
  .optional()
  .meta({ description: `Default, and the only one: ${ENTRY}.`, example: ENTRY })
const Query = z.object({ path: Path })
const FILE = { path: '/agents/{id}/instructions-bundle/file', tag: 'Agents', query: Query } as const
const CHANGES = ['broken_rule', 'illegal_transition', 'needs_approval'] as const

export const agentInstructions = [
  route({
    method: 'get',
    path: '/agents/{id}/instructions-bundle',
    name: 'getAgent',
    tag: 'Agents',
    summary: "List the files of an agent's instructions",
    answer: InstructionsBundle,
    run: ({ caller, id }) => bundleOf(caller, id),
  }),
  route({
    ...FILE,
    method: 'get',
    name: 'getAgent',
    summary: "Read an agent's instructions",
    answer: FileDetail,
    refusals: ['broken_rule'],
    run: async ({ caller, id, query }) => {
      requireEntry(query.path)
      const { instructions } = await getAgent(caller, { agentId: id })
      return { ...fileOf(instructions), content: instructions }
    },
  }),
  route({
    ...FILE,
    method: 'put',
    name: 'updateAgent',
    summary: "Write an agent's instructions",
    description: 'Makes a revision, as every change of settings does.',
    body: z.object({ path: Path, content: HireAgent.shape.instructions.unwrap() }),
    answer: FileDetail,
    refusals: CHANGES,
    run: async ({ caller, id, query, body, options }) => {
      requireEntry(query.path)
      requireEntry(body.path)
      const { instructions } = await updateAgent(caller, { agentId: id, instructions: body.content }, options)
      return { ...fileOf(instructions), content: instructions }
    },
  }),
  route({
    ...FILE,
    method: 'delete',
    name: 'updateAgent',
    summary: "Empty an agent's instructions",
    description: 'Makes a revision, which can be rolled back. The file stays, and is empty.',
    answer: InstructionsBundle,
    refusals: CHANGES,
    run: async ({ caller, id, query, options }) => {
      requireEntry(query.path)
      await updateAgent(caller, { agentId: id, instructions: '' }, options)
      return bundleOf(caller, id)
    },
  }),
]
