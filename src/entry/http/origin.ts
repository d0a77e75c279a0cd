import { isLoopback } from '@/platform/env'
import { Refusal } from '@/platform/errors'
import type { Visit } from './visit'

const READING = ['GET', 'HEAD', 'OPTIONS']

/**
 * In local mode a name that leads here must be this machine's own: a page of another site could let its own name point to
 * 127.0.0.1 and read everything (DNS rebinding).
 * @throws Refusal forbidden
 */
export function requireLocalHost(visit: Visit, baseUrl: string | undefined): void {
  const host = visit.header('host') ?? ''
  const name = hostnameOf(host)
  if (name !== null && (isLoopback(name) || (baseUrl && name === new URL(baseUrl).hostname))) return
  throw new Refusal(
    'forbidden',
    `Without sign-in this server answers only under localhost, 127.0.0.1 or the host of BASE_URL, not ${host || 'no name'}.`,
    { rule: 'local_host' },
  )
}

/**
 * A change that a browser's cookie or mere place permits must come from our own pages, not from another site's.
 * @throws Refusal forbidden
 */
export function requireSameOrigin(visit: Visit, baseUrl: string | undefined): void {
  if (READING.includes(visit.method.toUpperCase())) return
  if (isOwnPage(visit, baseUrl)) return
  throw new Refusal(
    'forbidden',
    'This change was asked for by a page of another site. Make it from Paperclip itself.',
    {
      rule: 'same_origin',
    },
  )
}

function isOwnPage(visit: Visit, baseUrl: string | undefined): boolean {
  const site = visit.header('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  const origin = visit.header('origin')
  // no browser leaves both out of a change; a script that carries a browser's cookie is not taken for one
  if (origin === null) return visit.header('cookie') === null
  const from = urlOf(origin)
  if (!from) return false
  return from.host === visit.header('host') || (baseUrl !== undefined && from.origin === new URL(baseUrl).origin)
}

function hostnameOf(host: string): string | null {
  return /^[\w.:[\]-]+$/.test(host) ? (urlOf(`http://${host}`)?.hostname ?? null) : null
}

function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}
