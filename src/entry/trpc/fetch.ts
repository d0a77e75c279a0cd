import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { visitOfWeb } from '../http/visit'
import { createContext, MAX_BATCH } from './init'
import { appRouter } from './router'

/** tRPC over web requests, below `/api/trpc`. */
export function answerTrpc(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    maxBatchSize: MAX_BATCH,
    createContext: () => createContext(visitOfWeb(request)),
  })
}
