import { hooks } from '@/entry/hooks'
import { webDoor } from '@/entry/http/web-door'

export const dynamic = 'force-dynamic'

/** Deliveries to webhooks where another server hosts the product; our own answers them before Next. */
export const POST = webDoor(hooks)
