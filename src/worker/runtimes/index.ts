import { acp } from './acp'
import { bash } from './bash'
import { checks } from './checks'
import { http } from './http'
import { openaiCompatible } from './openai-compatible'
import { openclaw } from './openclaw'
import type { Runtime } from './runtime'

/** Everything this worker can start, by the name that an agent's settings use. */
export const RUNTIMES: Readonly<Record<string, Runtime>> = {
  bash,
  http,
  checks,
  'openai-compatible': openaiCompatible,
  acp,
  openclaw,
}
