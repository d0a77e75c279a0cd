import { withinBodyLimit } from '@/entry/http/body-limit'
import { webDoor } from '@/entry/http/web-door'

/** The REST dialect where another server hosts the product; our own answers it before Next. Loaded with the first call. */
const handler = webDoor(async (request: Request) => {
  const { restV1 } = await import('@/entry/rest/v1')
  return withinBodyLimit(request, (limited) => restV1.fetch(limited))
})

export { handler as DELETE, handler as GET, handler as PATCH, handler as POST, handler as PUT }
