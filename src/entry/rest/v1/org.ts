import { z } from 'zod'
import {
  drawOrgChart,
  listMembers,
  listOrphans,
  type MemberView,
  mySubtree,
  orgChart,
  orgHealth,
  setMemberTitle,
  suggestAgents,
} from '@/features/org'
import { publicId } from '@/platform/ids'
import { AgentSummary, agentSummary } from './agent-answers'
import { idOf, NextCursor, pageOf, shownId } from './fields'
import { route } from './route'

const Person = z
  .object({
    id: shownId('person'),
    name: z.string(),
    email: z.string().nullable().meta({ description: 'Not shown to agents.' }),
    role: z.enum(['owner', 'admin', 'operator', 'viewer']),
    title: z.string(),
    team_roles: z
      .array(z.object({ team_id: shownId('team'), team_name: z.string(), role: z.enum(['admin', 'operator']) }))
      .meta({ description: 'What the person may do in teams beyond that.' }),
  })
  .meta({ id: 'Member' })

function memberAnswer({ id, name, email, role, title, teamRoles }: MemberView): z.output<typeof Person> {
  const team_roles = teamRoles.map((held) => ({
    team_id: publicId('team', held.teamId),
    team_name: held.teamName,
    role: held.role,
  }))
  return { id: publicId('person', id), name, email, role, title, team_roles }
}

const ChartAgent = AgentSummary.extend({
  depth: z.number().meta({ description: '0 for the root.' }),
  teams: z.array(z.object({ id: shownId('team'), name: z.string() })),
})

const Report = AgentSummary.extend({
  depth: z.number().meta({ description: '1 for direct reports.' }),
  blocked_tasks: z.number(),
})

const OrphanTask = z.object({
  id: shownId('task'),
  identifier: z.string(),
  title: z.string(),
  state: z.string(),
  assigned_to: shownId('agent'),
  assignee_name: z.string(),
})
const OrphanAgent = z.object({
  id: shownId('agent'),
  name: z.string(),
  title: z.string(),
  reports_to: shownId('agent'),
  manager_name: z.string(),
})

export const org = [
  route({
    method: 'get',
    path: '/companies/{company_id}/members',
    name: 'listMembers',
    tag: 'Organisation',
    summary: 'List the people of a company, owners first',
    answer: z.object({ members: z.array(Person), next_cursor: NextCursor }),
    run: async ({ caller }) => ({ members: (await listMembers(caller, {})).map(memberAnswer), next_cursor: null }),
  }),
  route({
    method: 'patch',
    path: '/companies/{company_id}/members/{person_id}',
    name: 'setMemberTitle',
    tag: 'Organisation',
    summary: "Change a person's title",
    body: z.object({ title: z.string() }),
    answer: z.object({ id: shownId('person'), title: z.string() }),
    run: async ({ caller, params, body, options }) => {
      const { personId, title } = await setMemberTitle(
        caller,
        { personId: params.person_id, title: body.title },
        options,
      )
      return { id: publicId('person', personId), title }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/org',
    name: 'orgChart',
    tag: 'Organisation',
    summary: 'Read the org chart: people, and agents with managers before their reports',
    answer: z.object({ people: z.array(Person), agents: z.array(ChartAgent) }),
    run: async ({ caller }) => {
      const { people, agents } = await orgChart(caller, {})
      const shown = agents.map((row) => ({
        ...agentSummary(row),
        depth: row.depth,
        teams: row.teams.map(({ id, name }) => ({ id: publicId('team', id), name })),
      }))
      return { people: people.map(memberAnswer), agents: shown }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/org.svg',
    name: 'drawOrgChart',
    tag: 'Organisation',
    summary: 'Read the org chart as a picture',
    query: z.object({
      team_id: idOf('team').optional().meta({ description: 'Only this team, and the managers above it.' }),
    }),
    answer: z.string(),
    produces: 'image/svg+xml',
    run: async ({ caller, query }) => {
      const { svg } = await drawOrgChart(caller, { teamId: query.team_id })
      return new Response(svg, { headers: { 'content-type': 'image/svg+xml' } })
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/org/health',
    name: 'orgHealth',
    tag: 'Organisation',
    summary: 'See what is unhealthy about the org chart, and what to do',
    answer: z.object({
      lints: z.array(
        z.object({
          rule: z.string(),
          agent_id: shownId('agent'),
          agent_name: z.string(),
          sentence: z.string(),
          advice: z.string(),
        }),
      ),
    }),
    run: async ({ caller }) => {
      const { lints } = await orgHealth(caller, {})
      return {
        lints: lints.map(({ rule, agentId, agentName, sentence, advice }) => ({
          ...{ rule, agent_id: publicId('agent', agentId), agent_name: agentName, sentence, advice },
        })),
      }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/org/orphans',
    name: 'listOrphans',
    tag: 'Organisation',
    summary: 'See what terminated agents have left behind',
    query: pageOf('task', 100, 200),
    answer: z.object({ tasks: z.array(OrphanTask), agents: z.array(OrphanAgent), next_cursor: NextCursor }),
    run: async ({ caller, query: { cursor: after, limit } }) => {
      const { tasks, agents } = await listOrphans(caller, { after, limit: limit + 1 })
      const page = tasks.slice(0, limit)
      return {
        tasks: page.map(({ id, identifier, title, state, assigneeId, assigneeName }) => ({
          ...{ id: publicId('task', id), identifier, title, state },
          ...{ assigned_to: publicId('agent', assigneeId), assignee_name: assigneeName },
        })),
        agents: agents.map(({ id, name, title, managerId, managerName }) => ({
          ...{ id: publicId('agent', id), name, title },
          ...{ reports_to: publicId('agent', managerId), manager_name: managerName },
        })),
        next_cursor: tasks.length > limit ? publicId('task', page.at(-1)?.id ?? null) : null,
      }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/agents/suggest',
    name: 'suggestAgents',
    tag: 'Organisation',
    summary: 'Find who fits a piece of work, best first',
    query: z.object({
      text: z.string().meta({ example: 'Fix the flaky browser tests' }),
      limit: z.coerce.number().int().min(1).max(50).default(5).meta({ type: 'integer' }),
    }),
    answer: z.object({
      agents: z.array(
        z.object({
          id: shownId('agent'),
          name: z.string(),
          role: z.string(),
          title: z.string(),
          open_tasks: z.number(),
          score: z.number(),
          words: z.array(z.string()),
        }),
      ),
    }),
    run: async ({ caller, query }) => {
      const found = await suggestAgents(caller, query)
      return {
        agents: found.map(({ id, name, role, title, openTasks, score, words }) => ({
          ...{ id: publicId('agent', id), name, role, title, open_tasks: openTasks, score, words },
        })),
      }
    },
  }),
  route({
    method: 'get',
    path: '/agents/{agent_id}/reports',
    name: 'mySubtree',
    tag: 'Organisation',
    summary: 'List the reports of an agent at all levels, with what they do and spend',
    answer: z.object({ agents: z.array(Report), next_cursor: NextCursor }),
    run: async ({ caller, id }) => {
      const rows = await mySubtree(caller, { agentId: id })
      const agents = rows.map((row) => ({ ...agentSummary(row), depth: row.depth, blocked_tasks: row.blockedTasks }))
      return { agents, next_cursor: null }
    },
  }),
]
