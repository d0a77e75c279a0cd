import { z } from 'zod'
import { Runtime, startedBy } from '@/features/org'
import { readReference, settingsIn } from '@/features/vault/rules/settings'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { livePlaces } from '../queries/list-workers'
import { labelsOf, whyNoWorker } from '../rules/placement'
import { sealTestSettings } from '../sealed-settings'
import { Opened } from './open-agent-test'

export const SettingsTest = z.object({ runtime: Runtime, runtimeConfig: z.record(z.string(), z.unknown()).default({}) })

/**
 * Asks for a worker that tries settings that no agent has yet. For people: an agent tries those of agents that are hired.
 * @throws Refusal forbidden for an agent, and for who names secrets and may not list them
 */
export const openSettingsTest = defineCommand({
  name: 'openSettingsTest',
  grant: 'org:write',
  input: SettingsTest,
  output: Opened,
  records: ['company.triedSettings'],
  announces: [],
  async run(work, { runtime: asked, runtimeConfig }): Promise<z.output<typeof Opened>> {
    if (work.actor.kind === 'agent') {
      throw new Refusal(
        'forbidden',
        'People try settings before a hire. An agent tries those of an agent that is there.',
      )
    }
    const namesSecrets = settingsIn(runtimeConfig).some(({ value }) => readReference(value) !== null)
    if (namesSecrets && !work.grants.has('secret:read')) {
      throw new Refusal('forbidden', 'These settings name secrets, which you may not hand out.')
    }
    const runtime = startedBy(asked, runtimeConfig)
    work.record({
      action: 'company.triedSettings',
      subject: { kind: 'company', id: work.companyId },
      details: { runtime: asked },
    })
    if (!runtime) return { testId: null, problem: 'Nothing starts this agent: it fetches its work itself.' }
    const workerLabels = labelsOf(runtimeConfig)
    const problem = whyNoWorker({ runtime, workerLabels }, await livePlaces(work))
    if (problem) return { testId: null, problem: `Nobody can try this: ${problem}` }
    const testId = work.newId()
    const { keyId, nonce, ciphertext } = sealTestSettings(runtimeConfig, work.companyId, testId)
    await work.sql(
      `INSERT INTO "AgentTest" (id, "companyId", runtime, "workerLabels", "askedAt", "settingsKeyId", "settingsNonce", "settingsCiphertext")
       VALUES ($2, $1, $3, $4, $5, $6, $7, $8)`,
      [work.companyId, testId, runtime, workerLabels, work.now, keyId, nonce, ciphertext],
    )
    return { testId, problem: null }
  },
})
