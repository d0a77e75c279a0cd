import dns from 'node:dns'
import net from 'node:net'

type Range = [address: string, bits: number]

/** Where cloud machines answer with their credentials, and what is no address of one machine: never an agent. */
const NEVER: Range[] = [
  ['0.0.0.0', 8],
  ['100.100.100.200', 32],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.88.99.0', 24],
  ['224.0.0.0', 3],
  ['::', 128],
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fd00:ec2::', 32],
  ['fe80::', 10],
  ['ff00::', 8],
]
const PRIVATE: Range[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['::1', 128],
  ['fc00::', 7],
]

const never = listOf(NEVER)
const privately = listOf(PRIVATE)

/** Why an address must not be called, as the end of a sentence; null when it may. */
export function refusalOf(address: string, mayBePrivate: boolean): string | null {
  const family = net.isIPv6(address) ? 'ipv6' : 'ipv4'
  if (never.check(address, family))
    return `${address} is a link-local, metadata or reserved address, which is never called`
  if (!mayBePrivate && privately.check(address, family)) {
    return `${address} is a private address; set PAPERCLIP_ALLOW_PRIVATE_ENDPOINTS=1 to allow it`
  }
  return null
}

/** The same check for a URL's host when it is an address itself, in which case no lookup takes place. */
export function refusalOfHost(hostname: string, mayBePrivate: boolean): string | null {
  const address = hostname.replace(/^\[|\]$/g, '')
  return net.isIP(address) ? refusalOf(address, mayBePrivate) : null
}

/** A `lookup` for node:http that looks at the very address that is connected to, so that a name cannot change in between. */
export function guardedLookup(mayBePrivate: boolean): net.LookupFunction {
  return (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '')
      const refusal = addresses.map(({ address }) => refusalOf(address, mayBePrivate)).find((reason) => reason !== null)
      const first = addresses[0]
      if (refusal || !first) return callback(new AddressRefused(refusal ?? `${hostname} has no address`), '')
      if (options.all) return callback(null, addresses)
      callback(null, first.address, first.family)
    })
  }
}

/** The message is the end of a sentence. */
export class AddressRefused extends Error {}

function listOf(ranges: readonly Range[]): net.BlockList {
  const list = new net.BlockList()
  for (const [address, bits] of ranges) list.addSubnet(address, bits, net.isIPv6(address) ? 'ipv6' : 'ipv4')
  return list
}
