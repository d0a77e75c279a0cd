import { acp } from './acp'
import { bash } from './bash'
import { checks } from './checks'
import { claudeCode } from './claude-code'
import { codex } from './codex'
import { cursor } from './cursor'
import { gemini } from './gemini'
import { http } from './http'
import { openaiCompatible } from './openai-compatible'
import { openclaw } from './openclaw'
import { opencode } from './opencode'
import type { Runtime } from './runtime'

/** Everything this worker can start, by the name that an agent's settings use. */
export const RUNTIMES: Readonly<Record<string, Runtime>> = {
  bash,
  http,
  checks,
  'openai-compatible': openaiCompatible,
  acp,
  openclaw,
  'claude-code': claudeCode,
  codex,
  opencode,
  gemini,
  cursor,
}

/**
 * The runtimes that this machine can start. `PAPERCLIP_WORKER_TOOLS` names the agents' command lines that may be used of those that
 * are installed: a list with commas, or `none`.
 */
export function runtimesHere(env: NodeJS.ProcessEnv): string[] {
  const allowed = env.PAPERCLIP_WORKER_TOOLS?.split(',').map((name) => name.trim())
  return Object.entries(RUNTIMES).flatMap(([name, runtime]) => {
    if (!runtime.isThere) return name
    return (!allowed || allowed.includes(name)) && runtime.isThere(env) ? name : []
  })
}
