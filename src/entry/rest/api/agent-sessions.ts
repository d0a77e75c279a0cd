import { z } from 'zod'
import { adapterTypeOf } from '@/features/org'
import { listSessions, resetSession } from '@/features/runs'
import { Count, Id, Instant, idOrNull } from './fields'
import { route } from './route'

const TaskSession = z
  .object({
    id: Id,
    companyId: Id,
    agentId: Id,
    adapterType: z.string(),
    taskKey: Id.meta({ description: 'The issue that it is about.' }),
    sessionDisplayId: z.string().meta({ description: 'The key of the issue.' }),
    runs: Count,
    tokens: Count,
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'TaskSession' })

export const agentSessions = [
  route({
    method: 'get',
    path: '/agents/{id}/task-sessions',
    name: 'listSessions',
    tag: 'Agents',
    summary: 'List the sessions of an agent by issue',
    answer: z.array(TaskSession),
    run: async ({ caller, id }) => {
      const sessions = await listSessions(caller, { agentId: id, limit: 200 })
      return sessions.map(({ taskId, taskIdentifier, taskTitle: _title, runtime, ...session }) => ({
        ...{ ...session, companyId: caller.companyId, agentId: id, adapterType: adapterTypeOf(runtime) },
        ...{ taskKey: taskId, sessionDisplayId: taskIdentifier },
      }))
    },
  }),
  route({
    method: 'post',
    path: '/agents/{id}/runtime-state/reset-session',
    name: 'resetSession',
    tag: 'Agents',
    summary: 'Reset the sessions of an agent',
    body: z.object({ taskKey: idOrNull('task').meta({ description: 'Only of this issue. Default: all.' }) }),
    answer: z.object({ agentId: Id, cleared: Count }),
    run: async ({ caller, id, body, options }) => {
      const { count } = await resetSession(caller, { agentId: id, taskId: body.taskKey ?? undefined }, options)
      return { agentId: id, cleared: count }
    },
  }),
]
