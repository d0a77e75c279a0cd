import type { Caller } from '@/platform/command'
import { openProvider } from '../commands/open-provider'
import { modelsOf } from './models'

const SHOWN = 200

/** What trying out a provider found. */
export type ProviderTest = { isOk: boolean; message: string; models: string[] }

/**
 * Asks a provider for its models, with its key.
 * @throws Refusal forbidden, not_found; what the provider does is told in the answer
 */
export async function testProvider(caller: Caller, input: { providerId: string }): Promise<ProviderTest> {
  const provider = await openProvider(caller, input)
  const startedAt = Date.now()
  try {
    const models = await modelsOf(provider, AbortSignal.timeout(15_000))
    const message = `It answers (${Date.now() - startedAt} ms) and has ${models.length} models.`
    return { isOk: true, message, models: models.slice(0, SHOWN) }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    const message = provider.key ? said.replaceAll(provider.key, '***') : said
    return { isOk: false, message, models: [] }
  }
}
