import { z } from 'zod'
import {
  getAgent,
  getAgentRevision,
  listAgentRevisions,
  type RevisionRow,
  rollbackAgent,
  terminationImpact,
} from '@/features/org'
import { notFound } from '@/platform/errors'
import { parseId, publicId } from '@/platform/ids'
import { AgentAnswer, agentHybrid } from './agents'
import { Instant, shownId, Usd, usd, usdOrNull, Who, whoAnswer } from './fields'
import { route } from './route'
import { actorKind } from './task-parts'

const Revision = z
  .object({
    id: shownId('revision'),
    agent_id: shownId('agent'),
    revision: z.number().meta({ description: 'Counts from 1 for each agent.' }),
    changed_keys: z.array(z.string()),
    source: z.enum(['hire', 'update', 'rollback', 'approval', 'import']),
    restored_revision: z.number().nullable(),
    author: Who.extend({ name: z.string().nullable() }),
    created_at: Instant,
  })
  .meta({ id: 'AgentRevision' })

function revisionAnswer(row: RevisionRow): z.output<typeof Revision> {
  return {
    id: publicId('revision', row.id),
    agent_id: publicId('agent', row.agentId),
    revision: row.number,
    ...{ changed_keys: row.changedKeys, source: row.source, restored_revision: row.restoredNumber },
    author: { ...whoAnswer(actorKind(row.actorKind), row.actorId), name: row.actorName },
    created_at: row.createdAt,
  }
}

const RevisionNumber = z.coerce.number().int().min(1).meta({ type: 'integer' })
const Named = z.object({ id: z.string(), name: z.string() })

export const agentConfig = [
  route({
    method: 'get',
    path: '/agents/{agent_id}/config/revisions',
    name: 'listAgentRevisions',
    tag: 'Agents',
    summary: "List the changes of an agent's settings, newest first",
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50).meta({ type: 'integer' }),
      cursor: RevisionNumber.optional(),
    }),
    answer: z.object({ revisions: z.array(Revision), next_cursor: z.number().nullable() }),
    run: async ({ caller, id, query: { limit, cursor: before } }) => {
      await getAgent(caller, { agentId: id })
      const found = await listAgentRevisions(caller, { agentId: id, before, limit: limit + 1 })
      const page = found.slice(0, limit)
      const next_cursor = found.length > limit ? (page.at(-1)?.number ?? null) : null
      return { revisions: page.map(revisionAnswer), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/agents/{agent_id}/config/revisions/{revision}',
    name: 'getAgentRevision',
    tag: 'Agents',
    summary: 'Read a revision, and what differs from the one before',
    query: z.object({ against: RevisionNumber.optional().meta({ description: 'Compare with this one instead.' }) }),
    answer: Revision.extend({
      settings: z.record(z.string(), z.unknown()).meta({ description: 'In the words of the product.' }),
      against: z.number().nullable(),
      diff: z.array(z.record(z.string(), z.unknown())),
    }),
    run: async ({ caller, id, params, query }) => {
      const number = RevisionNumber.safeParse(params.revision)
      const name = number.success ? { number: number.data } : { revisionId: revisionId(params.revision) }
      const view = await getAgentRevision(caller, { agentId: id, ...name, against: query.against })
      return { ...revisionAnswer(view), settings: view.settings, against: view.against, diff: view.diff }
    },
  }),
  route({
    method: 'post',
    path: '/agents/{agent_id}/config/rollback',
    name: 'rollbackAgent',
    tag: 'Agents',
    summary: 'Bring back earlier settings, as a new revision',
    body: z.object({ revision: z.int().min(1).meta({ example: 3 }) }),
    answer: AgentAnswer.extend({ revision: z.number().meta({ description: 'The new one.' }) }),
    refusals: ['already_exists', 'illegal_transition', 'broken_rule', 'needs_approval'],
    run: async ({ caller, id, body, options }) => {
      const agent = await rollbackAgent(caller, { agentId: id, number: body.revision }, options)
      return { ...agentHybrid(agent), revision: agent.version }
    },
  }),
  route({
    method: 'get',
    path: '/agents/{agent_id}/impact',
    name: 'terminationImpact',
    tag: 'Agents',
    summary: 'See what would be left behind if this agent were terminated now',
    answer: z.object({
      open_tasks: z.object({
        count: z.number(),
        tasks: z.array(
          z.object({
            id: shownId('task'),
            identifier: z.string(),
            title: z.string(),
            state: z.string(),
            priority: z.string(),
          }),
        ),
      }),
      reports: z.array(Named.extend({ title: z.string(), status: z.string() })),
      goals_owned: z.array(Named),
      projects_led: z.array(Named),
      routines: z.array(Named),
      budget: z.object({ monthly_usd: Usd.nullable(), spent_usd: Usd }),
      live_run: z.object({ id: shownId('run'), state: z.string(), task_id: shownId('task').nullable() }).nullable(),
    }),
    run: async ({ caller, id }) => {
      const { openTasks, budget, liveRun, ...view } = await terminationImpact(caller, { agentId: id })
      return {
        open_tasks: {
          count: openTasks.count,
          tasks: openTasks.rows.map((task) => ({ ...task, id: publicId('task', task.id) })),
        },
        reports: view.reports.map((agent) => ({ ...agent, id: publicId('agent', agent.id) })),
        goals_owned: view.goalsOwned.map(({ id, name }) => ({ id: publicId('goal', id), name })),
        projects_led: view.projectsLed.map(({ id, name }) => ({ id: publicId('project', id), name })),
        routines: view.routines.map(({ id, name }) => ({ id: publicId('routine', id), name })),
        budget: { monthly_usd: usdOrNull(budget.cap), spent_usd: usd(budget.spent) },
        live_run: liveRun && {
          ...{ id: publicId('run', liveRun.id), state: liveRun.state, task_id: publicId('task', liveRun.taskId) },
        },
      }
    },
  }),
]

/** @throws Refusal not_found for what is neither a number nor an id */
function revisionId(text: string): string {
  const id = parseId('revision', text)
  if (!id) throw notFound('revision')
  return id
}
