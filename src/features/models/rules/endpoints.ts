/** How a provider speaks. */
export const DIALECTS = ['openai', 'anthropic'] as const
export type Dialect = (typeof DIALECTS)[number]

/** What a client asks of the gateway and the gateway of a provider; the name is its path behind the dialect's base. */
export type Endpoint = 'chat/completions' | 'responses' | 'embeddings' | 'messages' | 'messages/count_tokens'

type Row = {
  dialect: Dialect
  /** Fields that bound the answer, the preferred one first. */
  outputLimits: readonly string[]
  /** Whether it costs anything. */
  isBilled: boolean
}

export const ENDPOINTS: Record<Endpoint, Row> = {
  'chat/completions': { dialect: 'openai', outputLimits: ['max_completion_tokens', 'max_tokens'], isBilled: true },
  responses: { dialect: 'openai', outputLimits: ['max_output_tokens'], isBilled: true },
  embeddings: { dialect: 'openai', outputLimits: [], isBilled: true },
  messages: { dialect: 'anthropic', outputLimits: ['max_tokens'], isBilled: true },
  'messages/count_tokens': { dialect: 'anthropic', outputLimits: [], isBilled: false },
}

/** The endpoint behind `/v1/`; null when the dialect has none of this name, or the gateway does not pass it on. */
export function endpointOf(dialect: Dialect, path: string): Endpoint | null {
  const names = Object.keys(ENDPOINTS) as Endpoint[]
  return names.find((name) => name === path && ENDPOINTS[name].dialect === dialect) ?? null
}

/** The address that a provider has for a path. The base of an OpenAI provider has the version in it, that of an Anthropic one has not. */
export function addressAt(dialect: Dialect, baseUrl: string, path: string): string {
  return dialect === 'openai' ? `${baseUrl}/${path}` : `${baseUrl}/v1/${path}`
}

export type Json = Record<string, unknown>

/** A part of a body, when it is an object; else an empty one. */
export function partOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

/** A count in a body; null when it is none. */
export function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : null
}
