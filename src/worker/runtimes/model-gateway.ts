import type { LeasedRun } from '../protocol'

/** Where a run finds models at the control plane, by the dialect that they are spoken to in; null where it finds none. */
export type ModelGateway = {
  /** With the version, as clients of OpenAI want it. */
  openai: string | null
  /** Without it, as those of Anthropic do. */
  anthropic: string | null
  /** The run's own token: the keys of providers stay with the control plane. */
  token: string
}

/** The addresses of the model gateway for a run. */
export function modelGatewayOf({ apiUrl, runToken, gateway = [] }: LeasedRun): ModelGateway {
  return {
    openai: gateway.includes('openai') ? `${apiUrl}/api/llm/openai/v1` : null,
    anthropic: gateway.includes('anthropic') ? `${apiUrl}/api/llm/anthropic` : null,
    token: runToken,
  }
}
