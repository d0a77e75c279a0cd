import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, findBreak, GENESIS, type Link, type SealedEntry, sealHash } from './chain'

const entry = (n: number): SealedEntry => ({
  id: `e${n}`,
  companyId: 'c',
  at: '2026-01-01T00:00:00.000Z',
  actorKind: 'person',
  actorId: 'p',
  runId: null,
  action: 'task.created',
  subjectKind: 'task',
  subjectId: `t${n}`,
  details: { n },
  requestId: null,
})

function chain(length: number): Link[] {
  const links: Link[] = []
  for (let position = 1; position <= length; position++) {
    const prevHash = links.at(-1)?.hash ?? GENESIS
    const hash = sealHash(prevHash, position, entry(position))
    links.push({ position, prevHash, hash, entryId: `e${position}`, entry: entry(position) })
  }
  return links
}

const start = { hash: GENESIS, position: 0 }

describe('findBreak', () => {
  it('finds nothing in a whole chain', () => expect(findBreak(chain(20), start)).toBeNull())
  it('goes on from the middle', () => {
    const links = chain(10)
    expect(findBreak(links.slice(4), { hash: links[3]!.hash, position: 4 })).toBeNull()
  })
  it('finds an edited entry', () => {
    const links = chain(5)
    links[2]!.entry = { ...links[2]!.entry!, subjectId: 'other' }
    expect(findBreak(links, start)).toMatch(/link 3 was changed/)
  })
  it('finds a removed entry', () => {
    const links = chain(5)
    links[1]!.entry = null
    expect(findBreak(links, start)).toMatch(/link 2 was removed/)
  })
  it('finds a removed link', () => {
    const links = chain(5)
    links.splice(3, 1)
    expect(findBreak(links, start)).toMatch(/Link 4 is missing/)
  })
  it('finds any change of any entry', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 }),
        fc.constantFrom('action', 'actorId', 'at', 'subjectId'),
        (i, field) => {
          const links = chain(10)
          links[i]!.entry = { ...links[i]!.entry!, [field]: 'tampered' }
          return findBreak(links, start) !== null
        },
      ),
    )
  })
})

describe('canonicalJson', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse())
        return canonicalJson(value) === canonicalJson(turned)
      }),
    )
  })
  it('is JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => canonicalJson(JSON.parse(canonicalJson(value))) === canonicalJson(value)),
    )
  })
})
