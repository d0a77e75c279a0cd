import { z } from 'zod'
import { AppointInTeam, appointInTeam, dismissFromTeam } from '@/features/access'
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
import { publicId } from '@/platform/ids'
import { cut, deleted, Instant, idOf, NextCursor, pageOf, shownId } from './fields'
import { route } from './route'

const TeamSummary = z
  .object({
    id: shownId('team'),
    name: z.string(),
    key: z.string(),
    description: z.string(),
    agents_count: z.number().meta({ description: 'Without those that are terminated.' }),
    people_count: z.number(),
    created_at: Instant,
  })
  .meta({ id: 'TeamSummary' })
const Team = TeamSummary.extend({
  agents: z.array(z.object({ id: shownId('agent'), name: z.string(), role: z.string(), title: z.string() })),
  people: z.array(z.object({ id: shownId('person'), name: z.string(), title: z.string() })),
}).meta({ id: 'Team' })
const TeamAnswer = Team.extend({ team: Team }).meta({ id: 'TeamAnswer' })

function teamSummary({ name, key, description, ...row }: TeamRow): z.output<typeof TeamSummary> {
  return {
    id: publicId('team', row.id),
    ...{ name, key, description, agents_count: row.agents, people_count: row.people, created_at: row.createdAt },
  }
}

function hybrid(view: TeamView): z.output<typeof TeamAnswer> {
  const team = {
    ...teamSummary(view),
    agents: view.agentMembers.map(({ id, name, role, title }) => ({ id: publicId('agent', id), name, role, title })),
    people: view.personMembers.map(({ id, name, title }) => ({ id: publicId('person', id), name, title })),
  }
  return { ...team, team }
}

const TeamRole = z
  .object({ team_id: shownId('team'), person_id: shownId('person'), role: AppointInTeam.shape.role })
  .meta({ id: 'TeamRole' })

export const teams = [
  route({
    method: 'post',
    path: '/companies/{company_id}/teams',
    name: 'createTeam',
    tag: 'Teams',
    summary: 'Name a group of agents and people',
    body: z.object({ name: CreateTeam.shape.name, description: z.string().optional() }),
    status: 201,
    answer: TeamAnswer,
    refusals: ['already_exists'],
    run: async ({ caller, body, options }) => hybrid(await createTeam(caller, body, options)),
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/teams',
    name: 'listTeams',
    tag: 'Teams',
    summary: 'List the teams of a company',
    query: pageOf('team', 200, 200),
    answer: z.object({ teams: z.array(TeamSummary), next_cursor: NextCursor }),
    run: async ({ caller, query: { cursor: after, limit } }) => {
      const [page, next_cursor] = cut(await listTeams(caller, { after, limit: limit + 1 }), limit, 'team')
      return { teams: page.map(teamSummary), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/teams/{team_id}',
    name: 'getTeam',
    tag: 'Teams',
    summary: 'Read a team with its members',
    answer: TeamAnswer,
    run: async ({ caller, id }) => hybrid(await getTeam(caller, { teamId: id })),
  }),
  route({
    method: 'patch',
    path: '/teams/{team_id}',
    name: 'updateTeam',
    tag: 'Teams',
    summary: 'Change a team',
    body: UpdateTeam.omit({ teamId: true }),
    answer: TeamAnswer,
    refusals: ['already_exists'],
    run: async ({ caller, id, body, options }) => hybrid(await updateTeam(caller, { ...body, teamId: id }, options)),
  }),
  route({
    method: 'put',
    path: '/teams/{team_id}/members',
    name: 'setTeamMembers',
    tag: 'Teams',
    summary: 'Say who is in a team: these, and nobody else',
    body: z.object({
      agent_ids: z.array(idOf('agent')).default([]),
      person_ids: z.array(idOf('person')).default([]),
    }),
    answer: TeamAnswer,
    run: async ({ caller, id, body, options }) => {
      const input = { teamId: id, agentIds: body.agent_ids, personIds: body.person_ids }
      return hybrid(await setTeamMembers(caller, input, options))
    },
  }),
  route({
    method: 'delete',
    path: '/teams/{team_id}',
    name: 'deleteTeam',
    tag: 'Teams',
    summary: 'Dissolve a team; its members stay',
    answer: deleted('team'),
    run: async ({ caller, id, options }) => {
      await deleteTeam(caller, { teamId: id }, options)
      return { id: publicId('team', id), deleted: true }
    },
  }),
  route({
    method: 'put',
    path: '/teams/{team_id}/roles/{person_id}',
    name: 'appointInTeam',
    tag: 'Teams',
    summary: 'Let a member do more in a team than in the company',
    description:
      "An operator gives out work to the team's agents, answers on their tasks and stops their runs. An admin also pauses, resumes and schedules them.",
    body: z.object({ role: AppointInTeam.shape.role }),
    answer: TeamRole,
    run: async ({ caller, id, params, body, options }) => {
      const held = await appointInTeam(caller, { teamId: id, personId: params.person_id, role: body.role }, options)
      return { team_id: publicId('team', id), person_id: publicId('person', held.personId), role: held.role }
    },
  }),
  route({
    method: 'delete',
    path: '/teams/{team_id}/roles/{person_id}',
    name: 'dismissFromTeam',
    tag: 'Teams',
    summary: "Take a member's role in a team back",
    answer: TeamRole.omit({ role: true }).extend({ deleted: z.boolean() }),
    run: async ({ caller, id, params, options }) => {
      const { personId } = await dismissFromTeam(caller, { teamId: id, personId: params.person_id }, options)
      return { team_id: publicId('team', id), person_id: publicId('person', personId), deleted: true }
    },
  }),
]
