import { HOOKS } from '../hooks'
import { publicUrl } from '../http/address'

/** Where deliveries to a webhook go: under the address that people use, else under the one that this request came to. */
export function webhookUrl(request: Request, publicId: string | null): string | null {
  if (publicId === null) return null
  return `${publicUrl() ?? new URL(request.url).origin}${HOOKS}${publicId}/fire`
}
