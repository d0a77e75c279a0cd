import { z } from 'zod'
import {
  type AgentSettings,
  adapterConfigOf,
  adapterTypeOf,
  getAgentRevision,
  listAgentRevisions,
  type RevisionRow,
  rollbackAgent,
} from '@/features/org'
import type { Caller } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { isUuid } from '@/platform/ids'
import { Agent, agentAnswer } from './agent-answers'
import { Bag, Id, IdOrNull, Instant } from './fields'
import { nameOf } from './names'
import { cut, limitOf } from './page'
import { route } from './route'

const Revision = z
  .object({
    id: Id,
    agentId: Id,
    companyId: Id,
    revisionNumber: z.int().meta({ description: 'Counts from 1 for each agent.' }),
    changedKeys: z.array(z.string()),
    source: z.string(),
    rolledBackFromRevisionNumber: z.int().nullable(),
    createdByAgentId: IdOrNull,
    createdByUserId: IdOrNull,
    createdAt: Instant,
  })
  .meta({ id: 'ConfigRevision' })

const RevisionDetail = Revision.extend({
  beforeConfig: Bag.nullable().meta({ description: 'Null for the first one.' }),
  afterConfig: Bag.meta({ description: 'The settings with this revision; secrets by reference.' }),
}).meta({ id: 'ConfigRevisionDetail' })

function revisionAnswer(companyId: string, row: RevisionRow): z.output<typeof Revision> {
  return {
    id: row.id,
    agentId: row.agentId,
    companyId,
    revisionNumber: row.number,
    changedKeys: row.changedKeys.map(nameOf),
    source: row.source === 'update' ? 'patch' : row.source,
    rolledBackFromRevisionNumber: row.restoredNumber,
    createdByAgentId: row.actorKind === 'agent' ? row.actorId : null,
    createdByUserId: row.actorKind === 'person' ? row.actorId : null,
    createdAt: row.createdAt,
  }
}

function configOf({ managerId, runtime, runtimeConfig, queueOrder: _order, ...rest }: AgentSettings) {
  return {
    ...rest,
    reportsTo: managerId,
    adapterType: adapterTypeOf(runtime),
    adapterConfig: adapterConfigOf(runtime, runtimeConfig),
  }
}

/** A revision by its id, or by its number. */
function named(agentId: string, text: string) {
  if (isUuid(text)) return { agentId, revisionId: text }
  if (!/^[1-9]\d{0,8}$/.test(text)) throw notFound('revision')
  return { agentId, number: Number(text) }
}

async function readRevision(caller: Caller, agentId: string, text: string) {
  const revision = await getAgentRevision(caller, named(agentId, text))
  const { against } = revision
  const before = against === null ? null : await getAgentRevision(caller, { agentId, number: against })
  return {
    ...revisionAnswer(caller.companyId, revision),
    beforeConfig: before && configOf(before.settings),
    afterConfig: configOf(revision.settings),
  }
}

export const agentRevisions = [
  route({
    method: 'get',
    path: '/agents/{id}/config-revisions',
    name: 'listAgentRevisions',
    tag: 'Agents',
    summary: "List the changes of an agent's settings, newest first",
    query: limitOf(50, 499).extend({
      cursor: z.coerce.number().int().min(1).optional().meta({ type: 'integer', description: 'X-Next-Cursor.' }),
    }),
    answer: z.array(Revision),
    run: async ({ caller, id, query, ...asked }) => {
      const rows = await listAgentRevisions(caller, { agentId: id, before: query.cursor, limit: query.limit + 1 })
      const page = cut(rows, query.limit, asked, (row) => String(row.number))
      return page.map((row) => revisionAnswer(caller.companyId, row))
    },
  }),
  route({
    method: 'get',
    path: '/agents/{id}/config-revisions/{revision}',
    name: 'getAgentRevision',
    tag: 'Agents',
    summary: 'Read a change of settings, by its id or its number',
    answer: RevisionDetail,
    run: ({ caller, id, params }) => readRevision(caller, id, params.revision),
  }),
  route({
    method: 'post',
    path: '/agents/{id}/config-revisions/{revision}/rollback',
    name: 'rollbackAgent',
    tag: 'Agents',
    summary: 'Bring back the settings of a revision, by its id or its number',
    description: 'Makes a new revision. 409 when the agent has these settings now.',
    answer: Agent,
    refusals: ['already_exists', 'illegal_transition', 'broken_rule', 'needs_approval'],
    run: async ({ caller, id, params, options }) =>
      agentAnswer(await rollbackAgent(caller, named(id, params.revision), options)),
  }),
]
