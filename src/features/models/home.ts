import { refusalOfHost } from '@/platform/address-guard'

/** Names that no public name server knows. */
const OWN_NAME = /^[^.]+$|\.(local|localhost|lan|internal|home\.arpa)$/i

/** Whether an address is on one's own machine or in its network, as far as the address itself says it. */
export function isAtHome(baseUrl: string): boolean {
  if (!URL.canParse(baseUrl)) return false
  const { hostname } = new URL(baseUrl)
  return refusalOfHost(hostname, false) !== null || (OWN_NAME.test(hostname) && !hostname.startsWith('['))
}
