import { z } from 'zod'
import { createApiKey, listApiKeys } from '@/features/access'
import { approveHire } from '@/features/approvals'
import {
  AgentState,
  type AgentView,
  getAgent,
  hireAgent,
  listAgents,
  pauseAgent,
  resumeAgent,
  terminateAgent,
  updateAgent,
} from '@/features/org'
import type { Caller } from '@/platform/command'
import { Agent, AgentSummary, agentAnswer, agentSummary } from './agent-answers'
import { AgentChange, changeOf, hireOf, NewAgent } from './agent-fields'
import { commaList, cut, Flag, idOf, idOrNull, NextCursor, pageOf } from './fields'
import { route } from './route'

export const AgentAnswer = Agent.extend({ agent: Agent }).meta({ id: 'AgentAnswer' })
const HiredAnswer = AgentAnswer.extend({
  api_key: z.string().optional().meta({ description: 'Only with `issue_key`, and only once.' }),
}).meta({ id: 'HiredAnswer' })

async function readAgent(caller: Caller, agentId: string): Promise<z.output<typeof AgentAnswer>> {
  return agentHybrid(await getAgent(caller, { agentId }))
}

export function agentHybrid(view: AgentView): z.output<typeof AgentAnswer> {
  const agent = agentAnswer(view)
  return { ...agent, agent }
}

/** Keys are not part of the stored answer of a hire, so that no token is stored; a repeat finds the key and makes no second one. */
async function firstKey(caller: Caller, agentId: string, agentName: string): Promise<{ api_key?: string }> {
  const { keys } = await listApiKeys(caller, { agentId })
  if (keys.length > 0) return {}
  const { token } = await createApiKey(caller, { name: agentName, kind: 'agent', agentId })
  return { api_key: token }
}

export const agents = [
  route({
    method: 'post',
    path: '/companies/{company_id}/agents',
    name: 'hireAgent',
    tag: 'Agents',
    summary: 'Hire an agent',
    description:
      'Adds an agent to the org chart with its budget and heartbeat. Codes of refusal beside the usual ones: ' +
      '`manager_not_found`, `unknown_runtime`, `endpoint_required`, `invalid_cron`.',
    body: NewAgent,
    status: 201,
    answer: HiredAnswer,
    refusals: ['broken_rule'],
    run: async ({ caller, body, options }) => {
      const agent = await hireAgent(caller, hireOf(body), options)
      const key = body.issue_key ? await firstKey(caller, agent.id, agent.name) : {}
      return { ...agentHybrid(agent), ...key }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/agents',
    name: 'listAgents',
    tag: 'Agents',
    summary: 'List the agents of a company, oldest first',
    query: pageOf('agent', 100, 200).extend({
      reports_to: idOf('agent').optional(),
      team_id: idOf('team').optional(),
      q: z.string().optional().meta({ description: 'A part of the name, the title or the capabilities.' }),
      capability: z.string().optional(),
      role: z.string().optional(),
      key: z.string().optional().meta({ description: 'The shortname.' }),
      status: commaList(AgentState).optional(),
      include_terminated: Flag,
    }),
    answer: z.object({ agents: z.array(AgentSummary), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const rows = await listAgents(caller, {
        ...{ q: query.q, capability: query.capability, role: query.role, key: query.key, states: query.status },
        managerId: query.reports_to,
        teamId: query.team_id,
        includeTerminated: query.include_terminated,
        after: query.cursor,
        limit: query.limit + 1,
      })
      const [page, next_cursor] = cut(rows, query.limit, 'agent')
      return { agents: page.map(agentSummary), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/agents/{agent_id}',
    name: 'getAgent',
    tag: 'Agents',
    summary: 'Read an agent',
    answer: AgentAnswer,
    run: ({ caller, id }) => readAgent(caller, id),
  }),
  route({
    method: 'patch',
    path: '/agents/{agent_id}',
    name: 'updateAgent',
    tag: 'Agents',
    summary: 'Change an agent',
    description:
      'All of it or nothing, heartbeat and budget included. `runtime_config` is merged key by key; null removes a key. ' +
      'Changed settings are the next `config_revision`.',
    body: AgentChange,
    answer: AgentAnswer,
    refusals: ['illegal_transition', 'broken_rule', 'stale_version', 'needs_approval'],
    run: async ({ caller, id, body, options }) => {
      await updateAgent(caller, { ...changeOf(body), agentId: id }, options)
      return readAgent(caller, id)
    },
  }),
  route({
    method: 'post',
    path: '/agents/{agent_id}/pause',
    name: 'pauseAgent',
    tag: 'Agents',
    summary: 'Let an agent start no more runs',
    answer: AgentAnswer,
    refusals: ['illegal_transition'],
    run: async ({ caller, id, options }) => {
      await pauseAgent(caller, { agentId: id }, options)
      return readAgent(caller, id)
    },
  }),
  route({
    method: 'post',
    path: '/agents/{agent_id}/resume',
    name: 'resumeAgent',
    tag: 'Agents',
    summary: 'Let a paused agent run again',
    description: 'Refused while its budget is used up: raise the budget instead, which resumes it too.',
    answer: AgentAnswer,
    refusals: ['illegal_transition', 'budget_exhausted'],
    run: async ({ caller, id, options }) => {
      await resumeAgent(caller, { agentId: id }, options)
      return readAgent(caller, id)
    },
  }),
  route({
    method: 'post',
    path: '/agents/{agent_id}/terminate',
    name: 'terminateAgent',
    tag: 'Agents',
    summary: 'End an agent for good',
    description:
      'Its keys stop working at once. Its tasks and reports go where the plan says, and stay where they are without one: ' +
      'look at its impact first.',
    body: z.object({
      reassign_tasks_to: idOrNull('agent').meta({ description: 'Takes all its open tasks.' }),
      reparent_reports_to: idOrNull('agent').meta({ description: 'Becomes the manager of its reports.' }),
    }),
    answer: AgentAnswer.extend({ reassigned_tasks: z.number(), reparented_reports: z.number() }),
    refusals: ['illegal_transition', 'broken_rule'],
    run: async ({ caller, id, body, options }) => {
      const reassignTasksTo = body.reassign_tasks_to ?? undefined
      const plan = { reassignTasksTo, reparentReportsTo: body.reparent_reports_to ?? undefined }
      const { reassignedTasks, reparentedReports } = await terminateAgent(caller, { agentId: id, plan }, options)
      const agent = await readAgent(caller, id)
      return { ...agent, reassigned_tasks: reassignedTasks, reparented_reports: reparentedReports }
    },
  }),
  route({
    method: 'post',
    path: '/agents/{agent_id}/activate',
    name: 'approveHire',
    tag: 'Agents',
    summary: 'Let a draft begin to work',
    answer: AgentAnswer,
    refusals: ['illegal_transition'],
    run: async ({ caller, id, options }) => {
      await approveHire(caller, { agentId: id }, options)
      return readAgent(caller, id)
    },
  }),
]
