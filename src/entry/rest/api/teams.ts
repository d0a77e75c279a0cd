import { z } from 'zod'
import {
  CreateTeam,
  createTeam,
  deleteTeam,
  getTeam,
  listTeams,
  setTeamMembers,
  type TeamRow,
  type TeamView,
  UpdateTeam,
  updateTeam,
} from '@/features/org'
import { Count, Id, Instant, idOf } from './fields'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const Team = z
  .object({
    id: Id,
    name: z.string(),
    urlKey: z.string(),
    description: z.string(),
    agentCount: Count,
    userCount: Count,
    createdAt: Instant,
  })
  .meta({ id: 'Team' })
const Member = z.object({ id: Id, name: z.string(), title: z.string() })
const TeamDetail = Team.extend({ agents: z.array(Member), users: z.array(Member) }).meta({ id: 'TeamDetail' })

function teamAnswer({ id, name, key, description, agents, people, createdAt }: TeamRow): z.output<typeof Team> {
  return { id, name, urlKey: key, description, agentCount: agents, userCount: people, createdAt }
}

function detailAnswer(view: TeamView): z.output<typeof TeamDetail> {
  const member = ({ id, name, title }: z.output<typeof Member>) => ({ id, name, title })
  return { ...teamAnswer(view), agents: view.agentMembers.map(member), users: view.personMembers.map(member) }
}

export const teams = [
  route({
    method: 'get',
    path: '/companies/{companyId}/teams',
    name: 'listTeams',
    tag: 'Teams',
    summary: 'List the teams of a company, oldest first',
    query: pageOf('team'),
    answer: z.array(Team),
    run: async ({ caller, query: { limit, cursor }, ...asked }) => {
      const rows = await listTeams(caller, { after: cursor, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map(teamAnswer)
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/teams',
    name: 'createTeam',
    tag: 'Teams',
    summary: 'Name a group of agents and people',
    body: z.object({ name: CreateTeam.shape.name, description: z.string().max(2000).optional() }),
    status: 201,
    answer: TeamDetail,
    refusals: ['already_exists'],
    run: async ({ caller, body, options }) => detailAnswer(await createTeam(caller, body, options)),
  }),
  route({
    method: 'get',
    path: '/teams/{id}',
    name: 'getTeam',
    tag: 'Teams',
    summary: 'Read a team with its members',
    answer: TeamDetail,
    run: async ({ caller, id }) => detailAnswer(await getTeam(caller, { teamId: id })),
  }),
  route({
    method: 'patch',
    path: '/teams/{id}',
    name: 'updateTeam',
    tag: 'Teams',
    summary: 'Change a team',
    body: UpdateTeam.omit({ teamId: true }),
    answer: TeamDetail,
    refusals: ['already_exists'],
    run: async ({ caller, id, body, options }) =>
      detailAnswer(await updateTeam(caller, { ...body, teamId: id }, options)),
  }),
  route({
    method: 'put',
    path: '/teams/{id}/members',
    name: 'setTeamMembers',
    tag: 'Teams',
    summary: 'Say who is in a team',
    body: z.object({
      agentIds: z.array(idOf('agent')).max(500).default([]),
      userIds: z.array(idOf('person')).max(500).default([]),
    }),
    answer: TeamDetail,
    run: async ({ caller, id, body, options }) => {
      const members = { agentIds: body.agentIds, personIds: body.userIds }
      return detailAnswer(await setTeamMembers(caller, { teamId: id, ...members }, options))
    },
  }),
  route({
    method: 'delete',
    path: '/teams/{id}',
    name: 'deleteTeam',
    tag: 'Teams',
    summary: 'Dissolve a team; its members stay',
    answer: z.object({ ok: z.literal(true) }),
    run: async ({ caller, id, options }) => {
      await deleteTeam(caller, { teamId: id }, options)
      return { ok: true }
    },
  }),
]
