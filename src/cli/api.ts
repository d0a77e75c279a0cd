/** The control plane said no; the message is a sentence. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

/** A call of the REST API: method, path below `/api/v1`, body. Resolves with the JSON answer. */
export type Api = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object, limitMs?: number) => Promise<unknown>

const LIMIT_MS = 30_000

/** Calls `base` (`…/api/v1`) with a key; without one, as the person at this machine. Rejects with `ApiError`. */
export function apiAt(base: string, key: string | undefined): Api {
  return async (method, path, body, limitMs = LIMIT_MS) => {
    const response = await fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(limitMs),
    }).catch((error: Error) => {
      throw new ApiError(0, `${base} does not answer (${error.message}). Is Paperclip running there?`)
    })
    const answer: unknown = await response.json().catch(() => null)
    if (response.ok) return answer
    const said = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : 'no explanation'
    throw new ApiError(response.status, `${method} ${path} was refused (HTTP ${response.status}): ${said}`)
  }
}
