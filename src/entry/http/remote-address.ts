import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'

/**
 * Where a request comes from: the other end of its connection, or behind proxies of our own what the outermost of them saw. What the
 * sender wrote in front of that is not looked at.
 * @param proxies how many stand before this server, each of which adds an entry to X-Forwarded-For
 * @returns for IPv6 the network of 64 bits, of which one sender has all addresses; null when the sender has gone
 */
export function remoteAddress(request: IncomingMessage, proxies: number): string | null {
  const header = request.headers['x-forwarded-for']
  const entries = String(header ?? '')
    .split(',')
    .map((entry) => entry.trim())
  const told = proxies > 0 ? entries.at(-proxies) : undefined
  const address = (told || request.socket.remoteAddress)?.replace(/^::ffff:(?=\d)/, '')
  return address ? networkOf(address) : null
}

function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const known = tail === undefined ? groups : [...groups, ...Array<string>(8).fill('0')]
  return `${known.slice(0, 4).join(':')}::/64`
}
