import type { AnswerCheck } from '@/testing/answer-check'
import type { RestClient } from '@/testing/rest-client'

/** What a suite of tests is given: clients, a company and its root agent. */
export type Setting = { api: RestClient; raw: RawClient; company: string; root: string }

/** Answers the response itself, for what is no JSON, or is sent as a form. */
export type RawClient = (method: string, path: string, body?: FormData) => Promise<Response>

/** A client of `/api/v1` for files; a file that is answered counts as an answer of its operation. */
export function rawClient(serverUrl: string, key: string, check: AnswerCheck): RawClient {
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${key}` }
    const response = await fetch(`${serverUrl}/api/v1${path}`, { method, headers, ...(body ? { body } : {}) })
    // an import that is only previewed answers as a preview does, with another status
    if (path.endsWith('?preview=true')) return response
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    const isSaved = response.headers.get('content-disposition') !== null
    check.check(method, path, response.status, isJson && !isSaved ? await response.clone().json() : null)
    return response
  }
}
