import { z } from 'zod'
import { listSessions, resetSession } from '@/features/runs'
import { publicId } from '@/platform/ids'
import { Instant, idOrNull, shownId } from './fields'
import { route } from './route'

const Session = z
  .object({
    task_id: shownId('task'),
    task_identifier: z.string(),
    runtime: z.string(),
    runs: z.number(),
    tokens: z.number(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Session' })

export const agentSessions = [
  route({
    method: 'get',
    path: '/agents/{agent_id}/sessions',
    name: 'listSessions',
    tag: 'Agents',
    summary: "List the conversations that an agent's tool would go on with",
    answer: z.object({ sessions: z.array(Session) }),
    run: async ({ caller, id }) => {
      const sessions = await listSessions(caller, { agentId: id, limit: 200 })
      return {
        sessions: sessions.map(({ taskId, taskIdentifier, runtime, runs, tokens, createdAt, updatedAt }) => ({
          ...{ task_id: publicId('task', taskId), task_identifier: taskIdentifier, runtime, runs, tokens },
          ...{ created_at: createdAt, updated_at: updatedAt },
        })),
      }
    },
  }),
  route({
    method: 'post',
    path: '/agents/{agent_id}/sessions/reset',
    name: 'resetSession',
    tag: 'Agents',
    summary: 'Begin a new conversation with the next run',
    body: z.object({ task_id: idOrNull('task').meta({ description: 'Only of this task. Default: of all.' }) }),
    answer: z.object({ count: z.number().meta({ description: 'Conversations that were forgotten.' }) }),
    run: ({ caller, id, body, options }) =>
      resetSession(caller, { agentId: id, taskId: body.task_id ?? undefined }, options),
  }),
]
