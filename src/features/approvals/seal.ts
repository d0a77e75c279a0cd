import { sealSettings, withoutSecrets } from '@/features/vault'
import { readReference, settingsIn, withSettings } from '@/features/vault/rules/settings'
import type { View, Work } from '@/platform/command'
import type { Asked } from './schema'

type Config = Record<string, unknown>

/** What was done at once, for the record: without the values of secrets, which are where they were put. */
export function withoutValues(asked: Asked): Asked {
  return { ...asked, payload: withoutSecrets(asked.payload) } as Asked
}

/**
 * What is asked for, as it may be stored until it is decided: what an agent's settings say in the open goes to the vault, and a question that is not
 * about settings keeps no value of anything that is called a secret.
 * @throws Refusal whatever the vault refuses
 */
export async function sealed(work: Work, asked: Asked): Promise<Asked> {
  if (asked.type === 'hire_agent') {
    const runtimeConfig = await sealedSettings(work, asked.payload.name, null, asked.payload.runtimeConfig)
    return { ...asked, payload: { ...asked.payload, runtimeConfig } }
  }
  if (asked.type === 'config_change') {
    const { agentId, change } = asked.payload
    if (!change.runtimeConfig) return asked
    const runtimeConfig = await sealedSettings(work, await nameOf(work, agentId), agentId, change.runtimeConfig)
    return { ...asked, payload: { ...asked.payload, change: { ...change, runtimeConfig } } }
  }
  if (asked.type !== 'request_board_approval' || asked.payload.action === undefined) return asked
  const action = withoutSecrets(asked.payload.action) as typeof asked.payload.action
  return { ...asked, payload: { ...asked.payload, action } }
}

/**
 * Values become new secrets, as for an agent that has none yet: a new version of one that a live agent uses would count before
 * anybody has approved it. References are checked as that agent's.
 */
async function sealedSettings(work: Work, agentName: string, agentId: string | null, config: Config): Promise<Config> {
  const settings = settingsIn(config)
  const isNamed = ({ value }: { value: unknown }) => readReference(value) !== null
  const blank = (those: typeof settings) => withSettings(config, new Map(those.map(({ path }) => [path, ''])))
  const references = settings.filter(isNamed)
  const told = blank(references)
  const inVault = await sealSettings.within(work, { agentName, agentId: null, runtimeConfig: told })
  if (references.length === 0) return inVault
  const named = blank(settings.filter((setting) => !isNamed(setting)))
  const checked = settingsIn(await sealSettings.within(work, { agentName, agentId, runtimeConfig: named }))
  return withSettings(inVault, new Map(checked.filter(isNamed).map(({ path, value }) => [path, value])))
}

async function nameOf(view: View, agentId: string): Promise<string> {
  const agent = await view.db.agent.findFirst({ where: { id: agentId }, select: { name: true } })
  return agent?.name ?? 'agent'
}
