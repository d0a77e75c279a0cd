import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { findBreak, GENESIS, sealedText } from '../chain'
import { selectLinks } from '../links'

export type Proof = {
  position: number
  entryId: string
  /** Whether the entry gives this hash again, and the links before and behind it fit. */
  isIntact: boolean
  /** What is wrong, in a sentence; null when nothing is. */
  problem: string | null
  prevHash: string
  hash: string
  /** What was hashed: sha256 of exactly this text is `hash`. Null when the entry is gone, or names a secret to somebody who may not list them. */
  text: string | null
  /** The last link now: whoever keeps its hash outside can tell later that this one was there. */
  head: { position: number; hash: string }
}

/**
 * One link of the chain, checked again with its neighbours, and all that somebody needs to check it without this server.
 * @throws Refusal not_found while no link has that position
 */
export const proveEntry = defineQuery({
  name: 'proveEntry',
  grant: 'audit:read',
  input: z.object({ position: z.int().min(1) }),
  async run(view, { position }): Promise<Proof> {
    // the first row is the link before, where there is one
    const links = await selectLinks(view, position - 2, position + 1, 3)
    const link = links.find((each) => each.position === position)
    if (!link) throw notFound('link of the chain')
    const before = links.find((each) => each.position === position - 1)
    const next = links.find((each) => each.position === position + 1)
    const beforeHash = position === 1 ? GENESIS : before?.hash
    const problem =
      beforeHash === undefined
        ? `Link ${position - 1} is missing.`
        : (findBreak([link], { hash: beforeHash, position: position - 1 }) ??
          (next && next.prevHash !== link.hash ? `Link ${position + 1} does not follow from link ${position}.` : null))
    const { entry, entryId, prevHash, hash } = link
    const isHidden = entry?.subjectKind === 'secret' && !view.grants.has('secret:read')
    return {
      ...{ position, entryId, isIntact: problem === null, problem, prevHash, hash },
      text: entry && !isHidden ? sealedText(prevHash, position, entry) : null,
      head: await headOf(view),
    }
  },
})

async function headOf(view: View): Promise<Proof['head']> {
  const [head] = await view.sql<Proof['head']>(`SELECT position, hash FROM "AuditHead" WHERE "companyId" = $1`, [
    view.companyId,
  ])
  return head!
}
