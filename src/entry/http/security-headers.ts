import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { env } from '@/platform/env'
import { publicUrl } from './address'

type Headers = readonly (readonly [name: string, value: string])[]

const COMMON: Headers = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'same-origin'],
  ['x-frame-options', 'DENY'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()'],
]

/** Browsers never ask over plain HTTP again where people come in over HTTPS. */
const TWO_YEARS: Headers = [['strict-transport-security', 'max-age=63072000; includeSubDomains']]

let common: Headers | undefined
let api: Headers | undefined

/** For every answer. */
export function commonHeaders(): Headers {
  common ??= publicUrl()?.startsWith('https://') ? [...COMMON, ...TWO_YEARS] : COMMON
  return common
}

/** For answers that are no pages: nothing in them runs, and nobody in between keeps them unless the answer itself says so. */
export function apiHeaders(): Headers {
  api ??= [
    ...commonHeaders(),
    ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
    ['cache-control', 'no-store'],
  ]
  return api
}

/**
 * The content security policy of a page: scripts are ours, or inline with this request's nonce (pages rendered now, Next reads it
 * from the request's header) or with a digest of what was rendered at build time.
 */
export function pagePolicy(pathname: string): string {
  const isDevelopment = env().NODE_ENV === 'development'
  const scripts = isDevelopment
    ? "'unsafe-inline' 'unsafe-eval'"
    : [`'nonce-${randomBytes(16).toString('base64')}'`, ...digestsFor(pathname)].join(' ')
  return [
    "default-src 'self'",
    `script-src 'self' ${scripts}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob: https:",
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    `form-action ${formTargets()}`,
    "base-uri 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Signing in posts a form here that is redirected to the identity provider, which browsers count as its target. */
function formTargets(): string {
  const issuer = env().OIDC_ISSUER
  return issuer ? `'self' https: ${new URL(issuer).origin}` : "'self'"
}

const BUILT = path.join('.next', 'server', 'app')
const digests = new Map<string, string[]>()
let builtPages: Set<string> | undefined

/** Digests of the inline scripts of this page, if it was rendered at build time, and of the page that says "not found". */
function digestsFor(pathname: string): string[] {
  builtPages ??= readBuiltPages()
  const own = builtPages.has(pathname) ? digestsOf(pathname === '/' ? '/index' : pathname) : []
  return [...new Set([...digestsOf('/_not-found'), ...own])]
}

function digestsOf(page: string): string[] {
  let known = digests.get(page)
  if (!known) {
    const html = readText(path.join(BUILT, `${page}.html`))
    const scripts = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)]
    known = scripts.map(
      (match) =>
        `'sha256-${createHash('sha256')
          .update(match[1] ?? '')
          .digest('base64')}'`,
    )
    digests.set(page, known)
  }
  return known
}

function readBuiltPages(): Set<string> {
  const text = readText(path.join('.next', 'prerender-manifest.json'))
  const manifest: { routes?: Record<string, unknown> } = text ? JSON.parse(text) : {}
  return new Set(Object.keys(manifest.routes ?? {}))
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
