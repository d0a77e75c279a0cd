import { z } from 'zod'
import { requestHire } from '@/features/approvals'
import { drawOrgChart, getAgent, hireAgent, listAgents, orgChart, updateAgent } from '@/features/org'
import type { Caller } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { Agent, AgentListed, AgentStatus, agentAnswer, agentListed, agentStatusOf } from './agent-answers'
import { AgentChange, changeOf, hireOf, NewAgent, PermissionsChange } from './agent-fields'
import { Approval, approvalAnswer } from './approval-answers'
import { Bag, Flag, Id, idOf, orNull, Text } from './fields'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const Seat: z.ZodType<OrgSeat> = z
  .object({
    id: Id,
    name: z.string(),
    role: z.string(),
    title: Text,
    status: AgentStatus,
    get reports() {
      return z.array(Seat)
    },
  })
  .meta({ id: 'OrgSeat' })
type OrgSeat = {
  id: string
  name: string
  role: string
  title: string | null
  status: z.output<typeof AgentStatus>
  reports: OrgSeat[]
}

async function readAgent(caller: Caller, agentId: string) {
  return agentAnswer(await getAgent(caller, { agentId }))
}

/** The board and its tree: whoever's manager is gone stands at the top. */
async function orgTree(caller: Caller): Promise<OrgSeat[]> {
  const { agents } = await orgChart(caller, {})
  const seats = new Map(agents.map((row) => [row.id, seatOf(row)]))
  const roots: OrgSeat[] = []
  for (const { id, managerId } of agents) {
    const siblings = seats.get(managerId ?? '')?.reports ?? roots
    siblings.push(seats.get(id)!)
  }
  return roots
}

function seatOf(row: Parameters<typeof agentStatusOf>[0]): OrgSeat {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    title: row.title || null,
    status: agentStatusOf(row),
    reports: [],
  }
}

const hires = [
  route({
    method: 'post',
    path: '/companies/{companyId}/agents',
    name: 'hireAgent',
    tag: 'Agents',
    summary: 'Hire an agent',
    description: 'Where hires need an approval, this is 409: use agent-hires.',
    body: NewAgent,
    status: 201,
    answer: Agent,
    refusals: ['broken_rule', 'needs_approval'],
    run: async ({ caller, body, options }) => agentAnswer(await hireAgent(caller, hireOf(body), options)),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/agent-hires',
    name: 'requestHire',
    tag: 'Agents',
    summary: 'Hire an agent, or ask to',
    description:
      'Without an `approval` in the answer the agent is hired; else it waits as a draft until that is given.',
    body: NewAgent.extend({
      sourceIssueId: idOf('task')
        .nullish()
        .meta({ type: ['string', 'null'] }),
      sourceIssueIds: z.array(idOf('task')).optional(),
    }),
    status: 201,
    answer: z.object({ agent: Agent, approval: orNull(Approval) }),
    refusals: ['broken_rule'],
    run: async ({ caller, body: { sourceIssueId, sourceIssueIds = [], ...body }, options }) => {
      const taskIds = sourceIssueId ? [sourceIssueId, ...sourceIssueIds] : sourceIssueIds
      const { agent, approval } = await requestHire(caller, { ...hireOf(body), taskIds }, options)
      return { agent: agentAnswer(agent), approval: approval && approvalAnswer(approval) }
    },
  }),
]

export const agents = [
  ...hires,
  route({
    method: 'get',
    path: '/companies/{companyId}/agents',
    name: 'listAgents',
    tag: 'Agents',
    summary: 'List the agents of a company, oldest first',
    query: pageOf('agent', 499).extend({ reportsTo: idOf('agent').optional(), includeTerminated: Flag }),
    answer: z.array(AgentListed),
    run: async ({ caller, query, ...asked }) => {
      const rows = await listAgents(caller, {
        managerId: query.reportsTo,
        includeTerminated: query.includeTerminated,
        after: query.cursor,
        limit: query.limit + 1,
      })
      return cut(rows, query.limit, asked, byId).map(agentListed)
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/org',
    name: 'orgChart',
    tag: 'Agents',
    summary: 'Read the org chart as a tree',
    description: 'Terminated agents are left out.',
    answer: z.array(Seat),
    run: ({ caller }) => orgTree(caller),
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/org.svg',
    name: 'drawOrgChart',
    tag: 'Agents',
    summary: 'Read the org chart as a picture',
    answer: z.string(),
    produces: 'image/svg+xml',
    run: async ({ caller }) =>
      new Response((await drawOrgChart(caller, {})).svg, { headers: { 'content-type': 'image/svg+xml' } }),
  }),
  route({
    method: 'get',
    path: '/agents/{id}',
    name: 'getAgent',
    tag: 'Agents',
    summary: 'Read an agent',
    answer: Agent,
    run: ({ caller, id }) => readAgent(caller, id),
  }),
  route({
    method: 'get',
    path: '/agents/{id}/configuration',
    name: 'getAgent',
    tag: 'Agents',
    summary: "Read an agent's settings",
    answer: Agent.pick({
      ...{ id: true, companyId: true, name: true, role: true, title: true, adapterType: true, adapterConfig: true },
      ...{ runtimeConfig: true, permissions: true, updatedAt: true },
    }).extend({ agentId: Id, metadata: Bag }),
    run: async ({ caller, id }) => {
      const { companyId, name, role, title, ...agent } = await readAgent(caller, id)
      const { adapterType, adapterConfig, runtimeConfig, permissions, metadata, updatedAt } = agent
      return {
        ...{ id, agentId: id, companyId, name, role, title, adapterType, adapterConfig },
        ...{ runtimeConfig, permissions, metadata, updatedAt },
      }
    },
  }),
  route({
    method: 'patch',
    path: '/agents/{id}',
    name: 'updateAgent',
    tag: 'Agents',
    summary: 'Change an agent',
    description: '`adapterConfig` is merged key by key, and null removes a key, unless `replaceAdapterConfig` is true.',
    body: AgentChange,
    answer: Agent,
    refusals: ['illegal_transition', 'broken_rule', 'needs_approval'],
    run: async ({ caller, id, body, options }) => {
      if (body.permissions !== undefined) {
        const message = 'permissions: change them with PATCH /api/agents/{id}/permissions.'
        throw new Refusal('broken_rule', message, { rule: 'permissions_elsewhere', field: 'permissions' })
      }
      return agentAnswer(await updateAgent(caller, { agentId: id, ...changeOf(body) }, options))
    },
  }),
  route({
    method: 'patch',
    path: '/agents/{id}/permissions',
    name: 'updateAgent',
    tag: 'Agents',
    summary: 'Change what an agent may do',
    body: PermissionsChange,
    answer: Agent,
    refusals: ['illegal_transition'],
    run: async ({ caller, id, body, options }) => {
      const { canCreateAgents } = body
      const permissions = canCreateAgents === undefined ? undefined : { mayHire: canCreateAgents }
      return agentAnswer(await updateAgent(caller, { agentId: id, permissions }, options))
    },
  }),
]
