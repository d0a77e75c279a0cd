import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { releaseBrakes } from '../brake'
import { requireTask } from '../store'
import { recallWakes } from './recall-wakes'

/**
 * Lets an agent go on that was slowed down or stopped because its runs left nothing behind: on one task, or on all. What waited in its
 * inbox is called up. Asked again, it changes nothing.
 * @throws Refusal not_found; forbidden for an agent: none lets itself, or another one, go round in a circle
 */
export const resetBrake = defineCommand({
  name: 'resetBrake',
  grant: 'run:control',
  about: ({ agentId }) => [['agent', agentId]],
  input: z.object({ agentId: z.uuid(), taskId: z.uuid().nullish() }),
  output: z.object({ released: z.number() }),
  records: ['wake.brakeReset'],
  announces: ['wake/brake.reset', ...recallWakes.spec.announces],
  async run(work, { agentId, taskId }) {
    if (work.actor.kind === 'agent') {
      throw new Refusal('forbidden', 'People let an agent go on that was stopped for making no progress.')
    }
    const found = await work.sql(`SELECT 1 FROM "Agent" WHERE "companyId" = $1 AND id = $2`, [work.companyId, agentId])
    if (found.length === 0) throw notFound('agent')
    if (taskId) await requireTask(work, taskId)
    const tasks = await releaseBrakes(work, agentId, taskId)
    if (tasks.length === 0) {
      work.unchanged()
      return { released: 0 }
    }
    work.record({ action: 'wake.brakeReset', subject: { kind: 'agent', id: agentId }, details: { tasks } })
    work.announce({ name: 'wake/brake.reset', data: { agentId } })
    await recallWakes.within(work, { agentId })
    return { released: tasks.length }
  },
})
