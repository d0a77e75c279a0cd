import type { IncomingMessage, ServerResponse } from 'node:http'
import { log } from '@/platform/log'
import type { RequestScope } from './request-scope'

/** Asked so often that a line each, while all is well, would bury the others. */
const QUIET = /^\/(_next\/|api\/health$|api\/(worker|llm)\/)/

/** Writes the request's one line when its answer is over, or was given up by the other side. */
export function logWhenOver(request: IncomingMessage, response: ServerResponse, scope: RequestScope): void {
  const startedAt = performance.now()
  const method = request.method ?? ''
  const path = pathOf(request)
  response.once('close', () => {
    const isCutOff = !response.writableFinished
    writeLine({ method, path, status: response.statusCode, startedAt, ...(isCutOff ? { isCutOff } : {}) }, scope)
  })
}

/** Whoever knows the whole address of a webhook may be let in by it. */
const WEBHOOK = /^(\/api\/routine-triggers\/public\/[\w-]{0,9})[^/]*/

type Line = { method: string; path: string; status: number; startedAt: number; isCutOff?: boolean }

export function writeLine({ startedAt, ...line }: Line, scope: RequestScope): void {
  const facts = {
    ...line,
    path: line.path.replace(WEBHOOK, '$1…'),
    ms: Math.round((performance.now() - startedAt) * 10) / 10,
    requestId: scope.requestId,
    ...(scope.actor ? { actorKind: scope.actor.kind, actorId: scope.actor.id } : {}),
    ...(scope.companyId ? { companyId: scope.companyId } : {}),
    ...(scope.code ? { code: scope.code } : {}),
  }
  if (line.status >= 500) log.error(facts, 'request')
  else if (QUIET.test(line.path) && line.status < 400) log.debug(facts, 'request')
  else log.info(facts, 'request')
}

/** The path without its query, which may carry what no log should have. */
export function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/'
  const end = url.search(/[?#]/)
  return end < 0 ? url : url.slice(0, end)
}
