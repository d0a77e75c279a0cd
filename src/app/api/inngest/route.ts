import { webDoor } from '@/entry/http/web-door'
import { env } from '@/platform/env'

/** Where Inngest calls the durable functions. With the embedded engine nobody may call them from outside. */
const handler = webDoor(async (request: Request) => {
  if (env().ENGINE === 'embedded') {
    return Response.json({ error: 'There is nothing here.', code: 'not_found' }, { status: 404 })
  }
  // loaded with the first call: the client reads the environment, which a build does not have
  const [{ serve }, { inngest }, { functions }] = await Promise.all([
    import('inngest/edge'),
    import('@/entry/inngest/client'),
    import('@/entry/inngest/functions'),
  ])
  return serve({ client: inngest, functions })(request)
})

export { handler as GET, handler as POST, handler as PUT }
