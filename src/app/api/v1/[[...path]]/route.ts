import { webDoor } from '@/entry/http/web-door'

/** The REST dialect where another server hosts the product; our own answers it before Next. Loaded with the first call. */
const handler = webDoor(async (request: Request) => {
  const { answerV1 } = await import('@/entry/rest/v1')
  return answerV1(request)
})

export { handler as DELETE, handler as GET, handler as PATCH, handler as POST, handler as PUT }
