import { z } from 'zod'
import { startedBy } from '@/features/org'
import { resolveSettings } from '@/features/vault'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { LEASE_SECONDS } from './lease-runs'

const Opened = z.object({
  /** What would start the agent; null for one that fetches its work itself. */
  runtime: z.string().nullable(),
  /** With the values of the secrets that it names, which are also in `secrets`: for a worker only. */
  runtimeConfig: z.record(z.string(), z.unknown()),
  secrets: z.array(z.string()),
  /** Whether a worker is there that can start it. */
  hasWorker: z.boolean(),
})

/**
 * What a worker needs to try an agent's settings without a run. Its answer holds secrets: a door hands it to a worker, never to
 * whoever asked.
 * @throws Refusal not_found; illegal_transition for a terminated agent; broken_rule when the settings lack a secret
 */
export const openAgentTest = defineCommand({
  name: 'openAgentTest',
  grant: 'org:write',
  input: z.object({ agentId: z.uuid() }),
  output: Opened,
  records: ['agent.tested'],
  announces: [],
  async run(work, { agentId }) {
    const [agent] = await work.sql<{ runtime: string; runtimeConfig: Record<string, unknown>; status: string }>(
      `SELECT runtime, "runtimeConfig", status FROM "Agent" WHERE "companyId" = $1 AND id = $2`,
      [work.companyId, agentId],
    )
    if (!agent) throw notFound('agent')
    if (agent.status === 'terminated')
      throw new Refusal('illegal_transition', 'A terminated agent cannot be tried out.')
    const runtime = startedBy(agent.runtime, agent.runtimeConfig)
    const resolved = await resolveSettings.within(work, { runId: null, agentId, runtimeConfig: agent.runtimeConfig })
    const [{ found = false } = {}] = await work.sql<{ found: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM "Worker" WHERE $1 = ANY(runtimes) AND "lastBeatAt" > $2::timestamptz - make_interval(secs => ${LEASE_SECONDS})) AS found`,
      [runtime, work.now],
    )
    work.record({ action: 'agent.tested', subject: { kind: 'agent', id: agentId }, details: { runtime } })
    return { runtime, ...resolved, hasWorker: found }
  },
})
