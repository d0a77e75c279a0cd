export type Answer = { status: number; body: Record<string, unknown>; headers: Headers }

export type RestClient = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>

/**
 * A client of `/api/v1` for tests: answers status and parsed body whatever the status is.
 * @param key bearer key; without one nothing is presented
 */
export function restClient(serverUrl: string, key?: string): RestClient {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${serverUrl}/api/v1${path}`, {
      method,
      headers: {
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return {
      status: response.status,
      body: (await response.json()) as Record<string, unknown>,
      headers: response.headers,
    }
  }
}

/** The id of what an answer is about; fails the test with the whole answer when there is none. */
export function idIn(answer: Answer): string {
  const { id } = answer.body
  if (typeof id !== 'string') throw new Error(`no id in ${answer.status} ${JSON.stringify(answer.body)}`)
  return id
}
