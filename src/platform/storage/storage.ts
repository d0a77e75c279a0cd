import type { Readable } from 'node:stream'
import { Refusal } from '../errors'

/** Where files are kept. Keys are made by the product, never by who sends a file. */
export type Storage = {
  /**
   * Stores what the stream gives, whole or not at all; a file that is there already is replaced.
   * @throws whatever the stream throws; Refusal upstream_failed when the storage cannot take it
   */
  put(key: string, body: Readable, about: { contentType: string }): Promise<void>
  /** @throws Refusal not_found when there is no such file; upstream_failed when the storage cannot say */
  get(key: string): Promise<Readable>
  /** A file that is not there counts as deleted. */
  delete(key: string): Promise<void>
  /** @throws Refusal upstream_failed with what to do when files could not be stored now */
  check(): Promise<void>
}

const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/

/** @throws Error for a key that could lead out of its folder: keys are made by the product, so that is a fault in it */
export function requireKey(key: string): string {
  const segments = key.split('/')
  if (segments.length > 6 || !segments.every((segment) => SEGMENT.test(segment))) {
    throw new Error(`not a storage key: ${JSON.stringify(key.slice(0, 200))}`)
  }
  return key
}

/** What the storage said, kept out of the way of people; `message` is for them. */
export function storageFailed(message: string, cause: unknown): Refusal {
  const refusal = new Refusal('upstream_failed', message, { upstream: 'storage' })
  refusal.cause = String(cause)
  return refusal
}
