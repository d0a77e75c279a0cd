import { serve } from '../serve'
import { API } from './dialect'
import { TABLE } from './table'

/** The REST dialect `/api`. */
export const { answer: answerApi, openApiDocument } = serve(API, TABLE)

/** The same request with `/api` in front: some command line tools leave it out for a run's events and log. */
export function withBase(request: Request): Request {
  const url = new URL(request.url)
  url.pathname = `/api${url.pathname}`
  return new Request(url, { method: request.method, headers: request.headers })
}
