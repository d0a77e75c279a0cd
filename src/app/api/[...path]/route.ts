import { webDoor } from '@/entry/http/web-door'

/** The REST dialect `/api` where another server hosts the product: all that has no door of its own. Loaded with the first call. */
const handler = webDoor(async (request: Request) => {
  const { answerApi } = await import('@/entry/rest/api')
  return answerApi(request)
})

export { handler as DELETE, handler as GET, handler as PATCH, handler as POST, handler as PUT }
