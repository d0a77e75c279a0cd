import { z } from 'zod'
import { gatewayFor } from '@/features/models'
import { resolveSettings } from '@/features/vault'
import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'
import type { Sealed } from '@/platform/sealed'
import { openSecretsIn, openSettings } from '../sealed-settings'

const Begun = z.object({
  testId: z.uuid(),
  runtime: z.string(),
  /** With the values of the secrets that it names, which are also in `secrets`: for the worker only. */
  runtimeConfig: z.record(z.string(), z.unknown()),
  secrets: z.array(z.string()),
  /** The dialects in which a run of it finds models at the gateway. */
  gateway: z.array(z.enum(['openai', 'anthropic'])),
})

type Read = Sealed & { agentId: string | null; runtime: string; runtimeConfig: Record<string, unknown> | null }

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
    const [test] = await work.sql<Read>(
      `SELECT t."agentId", t.runtime, a."runtimeConfig", t."settingsKeyId" AS "keyId", t."settingsNonce" AS nonce,
         t."settingsCiphertext" AS ciphertext
       FROM "AgentTest" t LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = t."agentId" WHERE t."companyId" = $1 AND t.id = $2`,
      [work.companyId, testId],
    )
    if (!test) throw notFound('test of settings')
    const { agentId, runtime } = test
    const runtimeConfig = test.runtimeConfig ?? openSettings(test, work.companyId, testId)
    const resolved = await resolveSettings.within(work, { runId: null, agentId, runtimeConfig })
    const secrets = [...resolved.secrets, ...openSecretsIn(runtimeConfig)]
    const { dialects: gateway } = await gatewayFor.within(work, { runtimeConfig })
    work.unchanged()
    return { testId, runtime, ...resolved, secrets, gateway }
  },
})
