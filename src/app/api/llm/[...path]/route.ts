import { webDoor } from '@/entry/http/web-door'

/** The model gateway where another server hosts the product; our own answers it before Next. Loaded with the first call. */
const handler = webDoor(async (request: Request) => {
  const { answerLlm } = await import('@/entry/llm/http')
  return answerLlm(request)
})

export { handler as GET, handler as POST }
