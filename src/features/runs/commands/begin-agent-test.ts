import { z } from 'zod'
import { gatewayFor } from '@/features/models'
import { resolveSettings } from '@/features/vault'
import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'

const Begun = z.object({
  testId: z.uuid(),
  runtime: z.string(),
  /** With the values of the secrets that it names, which are also in `secrets`: for the worker only. */
  runtimeConfig: z.record(z.string(), z.unknown()),
  secrets: z.array(z.string()),
  /** The dialects in which a run of it finds models at the gateway. */
  gateway: z.array(z.enum(['openai', 'anthropic'])),
})

/**
 * What a worker needs that tries an agent's settings: as they are now, secrets filled in.
 * @throws Refusal not_found; broken_rule when the settings lack a secret
 */
export const beginAgentTest = defineCommand({
  name: 'beginAgentTest',
  grant: 'run:report',
  input: z.object({ testId: z.uuid() }),
  output: Begun,
  records: [],
  announces: [],
  async run(work, { testId }) {
    const [test] = await work.sql<{ agentId: string; runtime: string; runtimeConfig: Record<string, unknown> }>(
      `SELECT a.id AS "agentId", t.runtime, a."runtimeConfig" FROM "AgentTest" t
       JOIN "Agent" a ON a."companyId" = $1 AND a.id = t."agentId" WHERE t."companyId" = $1 AND t.id = $2`,
      [work.companyId, testId],
    )
    if (!test) throw notFound('test of settings')
    const { agentId, runtime, runtimeConfig } = test
    const resolved = await resolveSettings.within(work, { runId: null, agentId, runtimeConfig })
    const { dialects: gateway } = await gatewayFor.within(work, { agentId })
    work.unchanged()
    return { testId, runtime, ...resolved, gateway }
  },
})
