import { sha256 } from '@/platform/crypto'

/** What a seal covers of an audit entry: everything that was stored. */
export type SealedEntry = {
  id: string
  companyId: string
  at: string
  actorKind: string
  actorId: string
  runId: string | null
  action: string
  subjectKind: string
  subjectId: string
  details: unknown
  requestId: string | null
}

export const GENESIS = 'genesis'

/** JSON with sorted keys and no white space (as RFC 8785 for the values stored here), so that equal entries give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined)
    entries.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`
  }
  return JSON.stringify(value ?? null)
}

/** What is hashed for one link: the hash before it, its position, and the entry, a line each. */
export function sealedText(prevHash: string, position: number, entry: SealedEntry): string {
  return `${prevHash}\n${position}\n${canonicalJson(entry)}`
}

/** The hash of one link: sha256 of its sealed text. */
export function sealHash(prevHash: string, position: number, entry: SealedEntry): string {
  return sha256(sealedText(prevHash, position, entry))
}

export type Link = { position: number; prevHash: string; hash: string; entryId: string; entry: SealedEntry | null }

/**
 * The first thing that is wrong with a stretch of the chain, in a sentence, or null.
 * @param before hash of the link before the stretch, and its position
 */
export function findBreak(links: readonly Link[], before: { hash: string; position: number }): string | null {
  let { hash, position } = before
  for (const link of links) {
    position += 1
    if (link.position !== position) return `Link ${position} is missing.`
    if (!link.entry) return `The entry of link ${position} was removed.`
    if (link.prevHash !== hash) return `Link ${position} does not follow from link ${position - 1}.`
    if (sealHash(hash, position, link.entry) !== link.hash) return `The entry of link ${position} was changed.`
    hash = link.hash
  }
  return null
}
