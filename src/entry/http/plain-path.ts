const CODED = /%([2-7][0-9a-f])/gi
const UNRESERVED = /[\w.~-]/
/** `.` and `..`, which lead elsewhere, and the backslash, which some read as a slash. */
const LEADS_ELSEWHERE = /\\|\/\.{1,2}(\/|$)/

/**
 * A path in its one plain way of writing: letters, digits and `-._~` as themselves. Doors and limits go by the path, so that `/%61pi/setup`
 * or `/x/../api/setup` must not be another place than `/api/setup` for one of them, and the same for another.
 * @returns null for what leads elsewhere than it says, and for what is no path; no browser and no client sends these
 */
export function plainPath(path: string): string | null {
  const plain = path.replace(CODED, (code, hex: string) => {
    const letter = String.fromCharCode(Number.parseInt(hex, 16))
    return UNRESERVED.test(letter) ? letter : code
  })
  return plain.startsWith('/') && !LEADS_ELSEWHERE.test(plain) ? plain : null
}
