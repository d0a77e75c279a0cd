/** Shorter values stand in too many innocent lines. */
const SHORTEST = 6
const MASK = '***'

/**
 * Makes a function that replaces secret values in a text with `***`: each value as it is, its lines one by one, and the way it stands
 * in JSON, in an address and in base64. Values of fewer than six characters are left.
 */
export function createMask(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(secrets.flatMap(formsOf).filter((form) => form.length >= SHORTEST))
  // the longest first: a value may be a part of another one
  const sorted = [...forms].sort((a, b) => b.length - a.length)
  if (sorted.length === 0) return (text) => text
  const pattern = new RegExp(sorted.map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'g')
  return (text) => text.replace(pattern, MASK)
}

function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64')
  const inJson = JSON.stringify(secret).slice(1, -1)
  const wellFormed = secret.toWellFormed()
  return [secret, ...secret.split(/\r?\n/), inJson, encodeURIComponent(wellFormed), base64, base64.replace(/=+$/, '')]
}
