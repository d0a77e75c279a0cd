import { z } from 'zod'
import {
  forget,
  getMemory,
  listMemories,
  MemoryKey,
  MemoryScope,
  MemoryTags,
  MemoryText,
  type MemoryView,
  type RecalledMemory,
  recallFor,
  remember,
  searchMemories,
  updateMemory,
} from '@/features/memory'
import { publicId } from '@/platform/ids'
import { cut, deleted, Instant, idOf, idOrNull, NextCursor, pageOf, shownId, Who, whoAnswer } from './fields'
import { route } from './route'

export const Recalled = z
  .object({ id: shownId('memory'), scope: MemoryScope, key: z.string(), text: z.string() })
  .meta({ id: 'RecalledMemory' })

export function recalledFields(memory: RecalledMemory): z.output<typeof Recalled> {
  return { ...memory, id: publicId('memory', memory.id) }
}

const Memory = z
  .object({
    id: shownId('memory'),
    company_id: shownId('company'),
    scope: MemoryScope,
    agent_id: shownId('agent').nullable(),
    team_id: shownId('team').nullable(),
    scope_name: z.string().nullable().meta({ description: "Name of the agent or team; null for the company's." }),
    key: z.string(),
    text: z.string(),
    tags: z.array(z.string()),
    author: Who,
    run_id: shownId('run').nullable().meta({ description: 'The run that it was learnt in.' }),
    task_id: shownId('task').nullable(),
    version: z.int(),
    created_at: Instant,
    updated_at: Instant,
    last_used_at: Instant.nullable().meta({ description: 'When a run was last given it, to the hour.' }),
  })
  .meta({ id: 'Memory' })
const MemoryAnswer = Memory.extend({ memory: Memory }).meta({ id: 'MemoryAnswer' })

function fieldsOf(view: MemoryView): z.output<typeof Memory> {
  const { scopeKind: scope, scopeId, key, text, tags, version } = view
  return {
    ...{ id: publicId('memory', view.id), company_id: publicId('company', view.companyId) },
    ...{ scope, key, text, tags, version, scope_name: view.scopeName },
    agent_id: scope === 'agent' ? publicId('agent', scopeId) : null,
    team_id: scope === 'team' ? publicId('team', scopeId) : null,
    author: whoAnswer(view.authorKind, view.authorId),
    ...{ run_id: publicId('run', view.runId), task_id: publicId('task', view.taskId) },
    ...{ created_at: view.createdAt, updated_at: view.updatedAt, last_used_at: view.lastUsedAt },
  }
}

function hybrid(view: MemoryView): z.output<typeof MemoryAnswer> {
  const memory = fieldsOf(view)
  return { ...memory, memory }
}

const Fields = z.object({ key: MemoryKey, text: MemoryText, tags: MemoryTags.optional() })
const SCOPE = { description: 'Default: for an agent `agent`, that is itself; for others `company`.' }
const FULL = '422 `memory_full` names what has been unused for longest, `secret_in_text` a text that holds a secret.'

type Wish = {
  scope?: MemoryScope | undefined
  agent_id?: string | null | undefined
  team_id?: string | null | undefined
}

/** The scope in the words of the commands; who names an agent or a team need not say which of the two it is. */
function scopeWish({ scope, agent_id, team_id }: Wish) {
  const scopeKind = scope ?? (agent_id ? ('agent' as const) : team_id ? ('team' as const) : undefined)
  return { scopeKind, scopeId: scopeKind === 'team' ? team_id : scopeKind === 'agent' ? agent_id : undefined }
}

export const memories = [
  route({
    method: 'get',
    path: '/companies/{company_id}/memories',
    name: 'listMemories',
    tag: 'Memory',
    summary: 'List or search what is remembered',
    description: `With \`q\` the best match first, at most 100 a page; else newest first. An agent gets what it knows itself, what its
teams know and what the company knows.`,
    query: pageOf('memory', 50, 200).extend({
      q: z.string().max(500).optional().meta({ description: 'Words that must all be there; `depl*` for beginnings.' }),
      scope: MemoryScope.optional(),
      agent_id: idOf('agent').optional(),
      team_id: idOf('team').optional(),
      key: z.string().optional(),
    }),
    answer: z.object({ memories: z.array(Memory), next_cursor: NextCursor }),
    run: async ({ caller, query: { q, key, cursor, limit: asked, ...query } }) => {
      const limit = q ? Math.min(asked, 100) : asked
      const wish = { ...scopeWish(query), limit: limit + 1 }
      const found = q
        ? await searchMemories(caller, { ...wish, q, after: cursor })
        : await listMemories(caller, { ...wish, key, before: cursor })
      const [page, next_cursor] = cut(found, limit, 'memory')
      return { memories: page.map(fieldsOf), next_cursor }
    },
  }),
  route({
    method: 'post',
    path: '/companies/{company_id}/memories',
    name: 'remember',
    tag: 'Memory',
    summary: 'Remember something under a key',
    description: `What the key said before is replaced. An agent remembers for itself and its teams; for the company, people and the
agent that leads it do. ${FULL}`,
    body: Fields.extend({
      scope: MemoryScope.optional().meta(SCOPE),
      agent_id: idOrNull('agent'),
      team_id: idOrNull('team'),
      version: z.int().min(0).optional().meta({ description: 'The version that is replaced; 0 for a new one.' }),
    }),
    status: 201,
    answer: MemoryAnswer,
    refusals: ['broken_rule', 'stale_version'],
    run: async ({ caller, body: { key, text, tags, version, ...wish }, options }) =>
      hybrid(await remember(caller, { key, text, tags, version, ...scopeWish(wish) }, options)),
  }),
  route({
    method: 'get',
    path: '/agents/{agent_id}/memories',
    name: 'recallFor',
    tag: 'Memory',
    summary: 'What an agent would be given for a task',
    description: 'At most eight memories and 4,000 characters, best first. Without a task: the newest.',
    query: z.object({ task_id: idOf('task').optional() }),
    answer: z.object({ memories: z.array(Recalled) }),
    run: async ({ caller, id, query }) => {
      const recalled = await recallFor(caller, { agentId: id, taskId: query.task_id })
      return { memories: recalled.map(recalledFields) }
    },
  }),
  route({
    method: 'get',
    path: '/memories/{memory_id}',
    name: 'getMemory',
    tag: 'Memory',
    summary: 'Read a memory',
    answer: MemoryAnswer,
    run: async ({ caller, id }) => hybrid(await getMemory(caller, { memoryId: id })),
  }),
  route({
    method: 'patch',
    path: '/memories/{memory_id}',
    name: 'updateMemory',
    tag: 'Memory',
    summary: 'Change a memory, or what it is called',
    description: FULL,
    body: Fields.partial().extend({
      version: z.int().min(1).optional().meta({ description: 'The version that the change was made from.' }),
    }),
    answer: MemoryAnswer,
    refusals: ['broken_rule', 'stale_version', 'already_exists'],
    run: async ({ caller, id, body, options }) =>
      hybrid(await updateMemory(caller, { ...body, memoryId: id }, options)),
  }),
  route({
    method: 'delete',
    path: '/memories/{memory_id}',
    name: 'forget',
    tag: 'Memory',
    summary: 'Forget a memory for good',
    answer: deleted('memory'),
    run: async ({ caller, id, options }) => {
      await forget(caller, { memoryId: id }, options)
      return { id: publicId('memory', id), deleted: true }
    },
  }),
]
