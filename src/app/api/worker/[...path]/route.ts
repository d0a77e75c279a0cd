import { withinBodyLimit } from '@/entry/http/body-limit'
import { webDoor } from '@/entry/http/web-door'
import { workerApi } from '@/entry/worker/http'

/** The worker protocol where another server hosts the product; our own answers it before Next. */
export const POST = webDoor((request: Request) => withinBodyLimit(request, (req) => workerApi.fetch(req)))
