import { serve } from 'inngest/edge'
import { webDoor } from '@/entry/http/web-door'
import { inngest } from '@/entry/inngest/client'
import { functions } from '@/entry/inngest/functions'
import { env } from '@/platform/env'

/** Where Inngest calls the durable functions. With the embedded engine nobody may call them from outside. */
const handler = webDoor((request: Request) => {
  if (env().ENGINE === 'embedded')
    return Response.json({ error: 'There is nothing here.', code: 'not_found' }, { status: 404 })
  return serve({ client: inngest, functions })(request)
})

export { handler as GET, handler as POST, handler as PUT }
