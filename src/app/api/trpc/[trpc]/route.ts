import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { withinBodyLimit } from '@/entry/http/body-limit'
import { visitOfWeb } from '@/entry/http/visit'
import { webDoor } from '@/entry/http/web-door'
import { createContext } from '@/entry/trpc/init'
import { appRouter } from '@/entry/trpc/router'

/** tRPC where another server hosts the product; our own answers it before Next. */
const handler = webDoor((request: Request) =>
  withinBodyLimit(request, (req) =>
    fetchRequestHandler({
      endpoint: '/api/trpc',
      req,
      router: appRouter,
      createContext: () => createContext(visitOfWeb(req)),
    }),
  ),
)

export { handler as GET, handler as POST }
