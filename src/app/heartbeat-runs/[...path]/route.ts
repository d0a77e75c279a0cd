import { webDoor } from '@/entry/http/web-door'

/** Some command line tools ask for a run's log without `/api` in front. */
export const GET = webDoor(async (request: Request) => {
  const { answerApi, withBase } = await import('@/entry/rest/api')
  return answerApi(withBase(request))
})
