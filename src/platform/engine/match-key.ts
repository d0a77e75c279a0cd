import { createHash } from 'node:crypto'
import type { Event } from './types'

const MATCH = /^event\.(data(?:\.\w+)+) == async\.\1$/
const MAX_PLAIN_LENGTH = 200

type Scalar = string | number | boolean
const isScalar = (value: unknown): value is Scalar => ['string', 'number', 'boolean'].includes(typeof value)

/** One indexed text for "path has value". Long values are hashed to keep the index small. */
function fingerprint(path: string, value: Scalar): string {
  const plain = `${path}=${JSON.stringify(value)}`
  return plain.length <= MAX_PLAIN_LENGTH ? plain : createHash('sha256').update(plain).digest('base64')
}

/** The key a listener waits for when its condition is the SDK's `match`, else '': then the condition is evaluated for every such event. */
export function listenerKey(condition: string | undefined, event: Event): string {
  const path = condition === undefined ? undefined : MATCH.exec(condition)?.[1]
  if (path === undefined) return ''
  let value: unknown = event
  for (const part of path.split('.')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined
  }
  return isScalar(value) ? fingerprint(path, value) : ''
}

/** Every key that this event satisfies, and '' for listeners without one. */
export function eventKeys(event: Event): string[] {
  const keys = ['']
  const walk = (path: string, value: unknown): void => {
    if (isScalar(value)) keys.push(fingerprint(path, value))
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, inner] of Object.entries(value)) walk(`${path}.${name}`, inner)
    }
  }
  walk('data', event.data)
  return keys
}
