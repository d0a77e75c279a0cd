import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new secret: prefix and 256 random bits, safe in headers and shells. */
export function newToken(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`
}

/** What is stored of a token. Tokens have 256 random bits, so a plain digest cannot be guessed back. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Compares two secrets in constant time. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
