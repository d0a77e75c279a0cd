import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { dropSessions } from '../session-store'
import { requireTask } from '../store'

/**
 * Forgets what an agent's tool remembers of a task, or of all: its next run begins a new conversation.
 * @throws Refusal not_found for an agent or a task that is not there
 */
export const resetSession = defineCommand({
  name: 'resetSession',
  grant: 'run:control',
  about: ({ agentId }) => [['agent', agentId]],
  input: z.object({ agentId: z.uuid(), taskId: z.uuid().optional() }),
  output: z.object({ count: z.number() }),
  records: ['session.reset'],
  announces: [],
  async run(work, { agentId, taskId }) {
    const agent = await work.db.agent.findFirst({ where: { id: agentId }, select: { id: true } })
    if (!agent) throw notFound('agent')
    if (taskId) await requireTask(work, taskId)
    const count = await dropSessions(work, agentId, taskId ?? null)
    if (count === 0) work.unchanged()
    else {
      const details = { taskId: taskId ?? null, count }
      work.record({ action: 'session.reset', subject: { kind: 'agent', id: agentId }, details })
    }
    return { count }
  },
})
