import { z } from 'zod'
import { type AuditRow, listAudit } from '@/features/audit'
import { createTeam, deleteTeam, getTeam, listTeams, setTeamMembers, type TeamRow, updateTeam } from '@/features/org'
import { SearchHit, search } from '@/features/search'
import { createLabel, deleteLabel, listLabels, updateLabel } from '@/features/tasks'
import { Anything, Id, Moment, more, page, pageOf } from './cells'
import { route } from './route'

const Activity = z
  .object({
    id: Id,
    companyId: Id,
    actorType: z.enum(['agent', 'user', 'system']),
    actorId: z.string(),
    actorName: z.string(),
    action: z.string(),
    entityType: z.string(),
    entityId: z.string(),
    agentId: Id.nullable(),
    runId: Id.nullable(),
    details: Anything,
    createdAt: Moment,
  })
  .meta({ id: 'Activity' })

const activityAnswer =
  (companyId: string) =>
  (row: AuditRow): z.output<typeof Activity> => ({
    ...{ id: row.id, companyId, actorId: row.actorId, actorName: row.actorName, action: row.action },
    actorType: row.actorKind === 'person' ? 'user' : row.actorKind,
    entityType: row.subjectKind === 'task' ? 'issue' : row.subjectKind,
    entityId: row.subjectId,
    agentId: row.actorKind === 'agent' ? row.actorId : row.subjectKind === 'agent' ? row.subjectId : null,
    ...{ runId: row.runId, details: row.details, createdAt: row.at },
  })

const Label = z.object({ id: Id, name: z.string(), color: z.string() }).meta({ id: 'Label' })
const LabelFields = z.object({ name: z.string(), color: z.string() })

const Team = z
  .object({
    id: Id,
    name: z.string(),
    urlKey: z.string(),
    description: z.string(),
    agentCount: z.int(),
    userCount: z.int(),
  })
  .meta({ id: 'Team' })
const Member = z.object({ id: Id, name: z.string(), title: z.string() })
const TeamDetail = Team.extend({ agents: z.array(Member), users: z.array(Member) }).meta({ id: 'TeamDetail' })

function teamAnswer({ id, name, key, description, agents, people }: TeamRow): z.output<typeof Team> {
  return { id, name, urlKey: key, description, agentCount: agents, userCount: people }
}

function detailAnswer(view: Awaited<ReturnType<typeof getTeam>>): z.output<typeof TeamDetail> {
  const member = ({ id, name, title }: z.output<typeof Member>) => ({ id, name, title })
  return { ...teamAnswer(view), agents: view.agentMembers.map(member), users: view.personMembers.map(member) }
}

const Done = z.object({ ok: z.literal(true) })

export const record = [
  route({
    method: 'get',
    path: '/companies/{companyId}/activity',
    name: 'listAudit',
    tag: 'Record',
    summary: 'What happened, newest first',
    query: pageOf(100).extend({
      agentId: Id.optional(),
      entityType: z.string().optional(),
      entityId: z.string().optional(),
      runId: Id.optional(),
      action: z.string().optional(),
      from: Moment.optional(),
      to: Moment.optional(),
    }),
    answer: z.array(Activity),
    run: async ({ caller, id, query }) => {
      const { limit, cursor: before, entityType, entityId: subjectId, ...filter } = query
      const subjectKind = entityType === 'issue' ? 'task' : entityType
      const rows = await listAudit(caller, { ...filter, subjectKind, subjectId, before, limit: more(limit) })
      return page(rows, limit, activityAnswer(id))
    },
  }),
  route({
    method: 'get',
    path: '/issues/{issueId}/activity',
    name: 'listAudit',
    tag: 'Record',
    summary: 'What happened to an issue, newest first',
    query: pageOf(100),
    answer: z.array(Activity),
    run: async ({ caller, id, query: { limit, cursor: before } }) => {
      const rows = await listAudit(caller, { subjectId: id, before, limit: more(limit) })
      return page(rows, limit, activityAnswer(caller.companyId))
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/search',
    name: 'search',
    tag: 'Record',
    summary: 'Find issues, comments, documents and run logs by their words',
    query: z.object({
      q: z.string(),
      limit: z.coerce.number().int().min(1).max(100).optional().meta({ type: 'integer' }),
      cursor: Id.optional(),
    }),
    answer: z.array(SearchHit),
    run: ({ caller, query: { cursor: after, ...query } }) => search(caller, { ...query, after }),
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/labels',
    name: 'listLabels',
    tag: 'Labels',
    summary: 'The labels of a company',
    answer: z.array(Label),
    run: ({ caller }) => listLabels(caller, {}),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/labels',
    name: 'createLabel',
    tag: 'Labels',
    summary: 'Make a label',
    body: LabelFields,
    status: 201,
    answer: Label,
    refusals: ['already_exists'],
    run: ({ caller, body, options }) => createLabel(caller, body, options),
  }),
  route({
    method: 'patch',
    path: '/labels/{labelId}',
    name: 'updateLabel',
    tag: 'Labels',
    summary: 'Change a label',
    body: LabelFields.partial(),
    answer: Label,
    refusals: ['already_exists'],
    run: ({ caller, id, body, options }) => updateLabel(caller, { ...body, labelId: id }, options),
  }),
  route({
    method: 'delete',
    path: '/labels/{labelId}',
    name: 'deleteLabel',
    tag: 'Labels',
    summary: 'Take a label away, from its issues too',
    answer: Done,
    run: async ({ caller, id, options }) => {
      await deleteLabel(caller, { labelId: id }, options)
      return { ok: true }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/teams',
    name: 'listTeams',
    tag: 'Teams',
    summary: 'The teams of a company',
    query: pageOf(200),
    answer: z.array(Team),
    run: async ({ caller, query: { limit, cursor: after } }) =>
      page(await listTeams(caller, { after, limit: more(limit) }), limit, teamAnswer),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/teams',
    name: 'createTeam',
    tag: 'Teams',
    summary: 'Name a group of agents and people',
    body: z.object({ name: z.string(), description: z.string().optional() }),
    status: 201,
    answer: TeamDetail,
    run: async ({ caller, body, options }) => detailAnswer(await createTeam(caller, body, options)),
  }),
  route({
    method: 'get',
    path: '/teams/{teamId}',
    name: 'getTeam',
    tag: 'Teams',
    summary: 'Read a team with its members',
    answer: TeamDetail,
    run: async ({ caller, id }) => detailAnswer(await getTeam(caller, { teamId: id })),
  }),
  route({
    method: 'patch',
    path: '/teams/{teamId}',
    name: 'updateTeam',
    tag: 'Teams',
    summary: 'Change a team',
    body: z.object({ name: z.string().optional(), description: z.string().optional() }),
    answer: TeamDetail,
    run: async ({ caller, id, body, options }) =>
      detailAnswer(await updateTeam(caller, { ...body, teamId: id }, options)),
  }),
  route({
    method: 'put',
    path: '/teams/{teamId}/members',
    name: 'setTeamMembers',
    tag: 'Teams',
    summary: 'Say who is in a team',
    body: z.object({ agentIds: z.array(Id).default([]), userIds: z.array(Id).default([]) }),
    answer: TeamDetail,
    run: async ({ caller, id, body, options }) =>
      detailAnswer(
        await setTeamMembers(caller, { teamId: id, agentIds: body.agentIds, personIds: body.userIds }, options),
      ),
  }),
  route({
    method: 'delete',
    path: '/teams/{teamId}',
    name: 'deleteTeam',
    tag: 'Teams',
    summary: 'Dissolve a team; its members stay',
    answer: Done,
    run: async ({ caller, id, options }) => {
      await deleteTeam(caller, { teamId: id }, options)
      return { ok: true }
    },
  }),
]
