import { redeemSetup } from '@/entry/http/setup'
import { webDoor } from '@/entry/http/web-door'

export const POST = webDoor(redeemSetup)
