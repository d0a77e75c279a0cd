import { problemResponse } from './problem'
import { writeLine } from './request-log'
import { currentRequest, inRequest, type RequestScope, requestIdFrom } from './request-scope'
import { apiHeaders } from './security-headers'

/**
 * What the server does for every request, for handlers that another host calls: request id, log line, hidden errors. Inside our own
 * server, which has done it already, it adds nothing.
 */
export function webDoor<Rest extends unknown[]>(
  handle: (request: Request, ...rest: Rest) => Response | Promise<Response>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    if (currentRequest()) return answer(request, rest)
    const scope: RequestScope = { requestId: requestIdFrom(request.headers.get('x-request-id')) }
    const startedAt = performance.now()
    const response = await inRequest(scope, () => answer(request, rest))
    const { pathname } = new URL(request.url)
    writeLine({ method: request.method, path: pathname, status: response.status, startedAt }, scope)
    return withCommonHeaders(response, scope.requestId)
  }

  async function answer(request: Request, rest: Rest): Promise<Response> {
    try {
      return await handle(request, ...rest)
    } catch (error) {
      return problemResponse(error)
    }
  }
}

function withCommonHeaders(response: Response, requestId: string): Response {
  const headers = new Headers(response.headers)
  headers.set('x-request-id', requestId)
  for (const [name, value] of apiHeaders()) if (!headers.has(name)) headers.set(name, value)
  return new Response(response.body, { status: response.status, headers })
}
