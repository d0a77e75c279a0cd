import { z } from 'zod'
import { createApiKey, listApiKeys } from '@/features/access'
import { getAgent, hireAgent, listAgents, pauseAgent, resumeAgent, terminateAgent, updateAgent } from '@/features/org'
import type { Caller } from '@/platform/command'
import { Agent, AgentSummary, agentAnswer, agentSummary } from './agent-answers'
import { AgentChange, changedConfig, NewAgent, runtimeConfig, schedule } from './agent-fields'
import { cut, idOf, NextCursor, pageOf } from './fields'
import { route } from './route'

const AgentAnswer = Agent.extend({ agent: Agent }).meta({ id: 'AgentAnswer' })
const HiredAnswer = AgentAnswer.extend({
  api_key: z.string().optional().meta({ description: 'Only with `issue_key`, and only once.' }),
}).meta({ id: 'HiredAnswer' })

async function readAgent(caller: Caller, agentId: string): Promise<z.output<typeof AgentAnswer>> {
  const agent = agentAnswer(await getAgent(caller, { agentId }))
  return { ...agent, agent }
}

/** Keys are not part of the stored answer of a hire, so that no token is stored; a repeat finds the key and makes no second one. */
async function firstKey(caller: Caller, agentId: string, agentName: string): Promise<{ api_key?: string }> {
  const { keys } = await listApiKeys(caller, { agentId })
  if (keys.length > 0) return {}
  const { token } = await createApiKey(caller, { name: agentName, kind: 'agent', agentId })
  return { api_key: token }
}

/** All of a change, for the one command that makes it. Null for an endpoint or a command takes it away. */
function change(agentId: string, body: z.output<typeof AgentChange>): Parameters<typeof updateAgent>[1] {
  const { name, role, title, capabilities, instructions, runtime, reports_to, heartbeat } = body
  return {
    agentId,
    ...{ name, role, title, capabilities, instructions, runtime },
    managerId: reports_to,
    runtimeConfig: changedConfig(body),
    capMicros: body.budget?.monthly_usd,
    schedule: heartbeat && {
      cron: heartbeat.cron,
      intervalSeconds: heartbeat.interval_seconds,
      timeZone: heartbeat.timezone,
      isEnabled: heartbeat.enabled,
    },
  }
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
      const { name, role, title, capabilities, instructions } = body
      const input = {
        ...{ name, role, title, capabilities, instructions },
        managerId: body.reports_to,
        runtime: body.runtime ?? (body.endpoint ? ('http' as const) : ('bash' as const)),
        runtimeConfig: runtimeConfig(body),
        capMicros: body.budget?.monthly_usd,
        schedule: schedule(body.heartbeat),
      }
      const agent = await hireAgent(caller, input, options)
      const answer = agentAnswer(agent)
      const key = body.issue_key ? await firstKey(caller, agent.id, agent.name) : {}
      return { ...answer, agent: answer, ...key }
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
      include_terminated: z.stringbool().optional().meta({ type: 'boolean' }),
    }),
    answer: z.object({ agents: z.array(AgentSummary), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const rows = await listAgents(caller, {
        managerId: query.reports_to,
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
    refusals: ['illegal_transition', 'broken_rule'],
    run: async ({ caller, id, body, options }) => {
      await updateAgent(caller, change(id, body), options)
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
    description: 'Its keys stop working at once. Its tasks stay as they are.',
    answer: AgentAnswer,
    refusals: ['illegal_transition'],
    run: async ({ caller, id, options }) => {
      await terminateAgent(caller, { agentId: id }, options)
      return readAgent(caller, id)
    },
  }),
]
