import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'

/**
 * Who has a run whose agent was called over HTTP, took the work (202) and now says what became of it. Only that agent may say it, and
 * only while the run lives.
 * @throws Refusal not_found; forbidden for anybody else; illegal_transition when the run is over, or not of that kind
 */
export const completableRun = defineQuery({
  name: 'completableRun',
  grant: 'task:write',
  input: z.object({ runId: z.uuid() }),
  async run(view, { runId }) {
    const [run] = await view.sql<{
      agentId: string
      runtime: string
      state: string
      fence: number
      workerId: string | null
    }>(`SELECT "agentId", runtime, state, fence, "workerId" FROM "Run" WHERE "companyId" = $1 AND id = $2`, [
      view.companyId,
      runId,
    ])
    if (!run) throw notFound('run')
    if (view.actor.kind !== 'agent' || view.actor.id !== run.agentId) {
      throw new Refusal('forbidden', 'Only the agent of a run says what became of it.')
    }
    const { workerId, fence, state, runtime } = run
    if (runtime !== 'http' || state !== 'running' || !workerId) {
      const why = state === 'running' ? `one on ${runtime} ends by itself` : `this one is ${state}`
      throw new Refusal('illegal_transition', `Only a live run of an agent called over HTTP is completed: ${why}.`)
    }
    return { workerId, fence }
  },
})
