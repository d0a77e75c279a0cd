import type { IncomingMessage } from 'node:http'

/** What the doors need to know of a request to tell who asks; the same for node:http and for web requests. */
export type Visit = { method: string; header(name: string): string | null }

export function visitOfNode(request: IncomingMessage): Visit {
  return {
    method: request.method ?? 'GET',
    header(name) {
      const value = request.headers[name]
      return (Array.isArray(value) ? value[0] : value) ?? null
    },
  }
}

export function visitOfWeb(request: Request): Visit {
  return { method: request.method, header: (name) => request.headers.get(name) }
}

/** The value of one cookie, or null. */
export function cookieOf(visit: Visit, name: string): string | null {
  for (const part of (visit.header('cookie') ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return null
}
