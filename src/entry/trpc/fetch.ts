import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { visitOfWeb } from '../http/visit'
import { createContext } from './init'
import { appRouter } from './router'

/** tRPC over web requests, below `/api/trpc`. */
export function answerTrpc(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: () => createContext(visitOfWeb(request)),
  })
}
