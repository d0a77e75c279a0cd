import { withinBodyLimit } from '@/entry/http/body-limit'
import { webDoor } from '@/entry/http/web-door'

/** The worker protocol where another server hosts the product; our own answers it before Next. Loaded with the first call. */
export const POST = webDoor(async (request: Request) => {
  const { workerApi } = await import('@/entry/worker/http')
  return withinBodyLimit(request, (limited) => workerApi.fetch(limited))
})
