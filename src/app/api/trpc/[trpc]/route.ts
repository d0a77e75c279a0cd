import { withinBodyLimit } from '@/entry/http/body-limit'
import { webDoor } from '@/entry/http/web-door'

/** tRPC where another server hosts the product; our own answers it before Next. Loaded with the first call. */
const handler = webDoor(async (request: Request) => {
  const { answerTrpc } = await import('@/entry/trpc/fetch')
  return withinBodyLimit(request, answerTrpc)
})

export { handler as GET, handler as POST }
