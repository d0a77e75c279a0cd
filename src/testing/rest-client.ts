import type { AnswerCheck } from './answer-check'

export type Answer = { status: number; body: Record<string, unknown>; headers: Headers }

export type RestClient = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>

export type ClientOptions = {
  /** Which dialect. Default: `/api/v1`. */
  base?: string
  /** Compares every answer with the dialect's document. */
  check?: AnswerCheck
}

/**
 * A client of a REST dialect for tests: answers status and parsed body whatever the status is. A form is sent as a form, everything
 * else as JSON.
 * @param key bearer key; without one nothing is presented
 */
export function restClient(
  serverUrl: string,
  key?: string,
  { base = '/api/v1', check }: ClientOptions = {},
): RestClient {
  return async (method, path, body, headers = {}) => {
    const isJson = body !== undefined && !(body instanceof FormData)
    const response = await fetch(`${serverUrl}${base}${path}`, {
      method,
      headers: {
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...(isJson ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isJson && typeof body !== 'string' ? JSON.stringify(body) : body }),
    })
    const answer = await read(response)
    check?.check(method, path, response.status, answer)
    return { status: response.status, body: answer, headers: response.headers }
  }
}

/** The JSON of an answer; what is none, as `{text}`. */
async function read(response: Response): Promise<Record<string, unknown>> {
  const isJson = /^application\/json\b/.test(response.headers.get('content-type') ?? '')
  return isJson ? ((await response.json()) as Record<string, unknown>) : { text: await response.text() }
}

/** The id of what an answer is about; fails the test with the whole answer when there is none. */
export function idIn(answer: Answer): string {
  const { id } = answer.body
  if (typeof id !== 'string') throw new Error(`no id in ${answer.status} ${JSON.stringify(answer.body)}`)
  return id
}

/** The rows of a list that is answered as a bare array; fails the test when it is none. */
export function rowsIn(answer: Answer): Record<string, unknown>[] {
  const { status, body } = answer
  if (status !== 200 || !Array.isArray(body)) throw new Error(`no list in ${status} ${JSON.stringify(body)}`)
  return body
}
