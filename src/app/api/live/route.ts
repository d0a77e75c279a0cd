import { webDoor } from '@/entry/http/web-door'
import { live } from '@/entry/live'

export const dynamic = 'force-dynamic'

/** The live feed where another server hosts the product; our own answers it before Next. */
export const GET = webDoor(live)
