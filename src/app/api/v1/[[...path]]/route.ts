import { withinBodyLimit } from '@/entry/http/body-limit'
import { webDoor } from '@/entry/http/web-door'
import { restV1 } from '@/entry/rest/v1'

/** The REST dialect where another server hosts the product; our own answers it before Next. */
const handler = webDoor((request: Request) => withinBodyLimit(request, (req) => restV1.fetch(req)))

export { handler as DELETE, handler as GET, handler as PATCH, handler as POST, handler as PUT }
