/** Shorter values stand in too many innocent lines. */
const SHORTEST = 6
const MASK = '***'

/**
 * Replaces secret values in a text with `***`. What is cut is cut by the mask, or behind it: half a value is one that nobody finds.
 * @param length only so much of the text; a value that begins in it is masked, wherever it ends
 */
export type Mask = ((text: string, length?: number) => string) & {
  /** Characters of the longest value: who wants `length` characters of a text gives so many more. */
  longest: number
}

/**
 * Makes a mask for each value as it is, its lines one by one, and the way it stands in JSON, in an address and in base64. Values of
 * fewer than six characters are left.
 */
export function createMask(secrets: readonly string[]): Mask {
  const forms = new Set(secrets.flatMap(formsOf).filter((form) => form.length >= SHORTEST))
  // the longest first: a value may be a part of another one
  const sorted = [...forms].sort((a, b) => b.length - a.length)
  const longest = sorted[0]?.length ?? 0
  // without values it finds nothing
  const source = sorted.map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|') || '(?!)'
  const pattern = new RegExp(source, 'g')
  const mask = (text: string, length = text.length) => {
    let masked = ''
    let at = 0
    for (const { 0: found, index } of text.matchAll(pattern)) {
      if (index >= length) break
      masked += text.slice(at, index) + MASK
      at = index + found.length
    }
    return masked + text.slice(at, Math.max(at, length))
  }
  return Object.assign(mask, { longest })
}

function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64')
  const inJson = JSON.stringify(secret).slice(1, -1)
  const wellFormed = secret.toWellFormed()
  // an option that is sealed with its name: `--token=abc`
  const [, given = ''] = /^-{0,2}[A-Za-z_][\w-]*=(.+)$/s.exec(secret) ?? []
  return [
    secret,
    given,
    ...secret.split(/\r?\n/),
    inJson,
    encodeURIComponent(wellFormed),
    base64,
    base64.replace(/=+$/, ''),
  ]
}
