import type { IncomingMessage } from 'node:http'
import { pathOf } from './request-log'

const CODED = /%([2-7][0-9a-f])/gi
/** What is no code: to take the next code for what it is would make one of it. */
const BROKEN_CODE = /%(?![0-9a-f]{2})/i
const UNRESERVED = /[\w.~-]/
/** `.` and `..`, which lead elsewhere, and the backslash, which some read as a slash. */
const LEADS_ELSEWHERE = /\\|\/\.{1,2}(\/|$)/

/**
 * A path in its one plain way of writing: letters, digits and `-._~` as themselves. Doors and limits go by the path, so that `/%61pi/setup`
 * or `/x/../api/setup` must not be another place than `/api/setup` for one of them, and the same for another.
 * What is plain stays as it is.
 * @returns null for what leads elsewhere than it says, and for what is no path; no browser and no client sends these
 */
export function plainPath(path: string): string | null {
  if (BROKEN_CODE.test(path)) return null
  const plain = path.replace(CODED, (code, hex: string) => {
    const letter = String.fromCharCode(Number.parseInt(hex, 16))
    return UNRESERVED.test(letter) ? letter : code
  })
  return plain.startsWith('/') && !LEADS_ELSEWHERE.test(plain) ? plain : null
}

/** Puts the path of a request plain, before anything goes by it, and answers it; null, and nothing changed, for a bad one. */
export function putPlain(request: IncomingMessage): string | null {
  const sent = pathOf(request)
  const path = plainPath(sent)
  if (path !== null) request.url = path + (request.url ?? '').slice(sent.length)
  return path
}
