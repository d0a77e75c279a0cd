import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { findBreak, GENESIS } from '../chain'
import { selectLinks } from '../links'

export type Verdict = {
  isIntact: boolean
  /** What is wrong, in a sentence; null when nothing is. */
  problem: string | null
  /** Links that were checked, from the first one on. */
  checked: number
  /** Hash of the last link: publish it outside, and nobody can cut the chain unseen. */
  headHash: string
  sealedUntil: string | null
  /** Entries that are written and not sealed yet. */
  unsealed: number
}

const PAGE = 2000

/** Recomputes the whole chain of the company and compares it with what is stored. */
export const verifyAudit = defineQuery({
  name: 'verifyAudit',
  grant: 'audit:read',
  input: z.object({}),
  async run(view): Promise<Verdict> {
    // The head first: what the sealer adds while the chain is read is not missed, only not looked at.
    const head = await selectHead(view)
    let before = { hash: GENESIS, position: 0 }
    let problem: string | null = null
    let sealedUntil: string | null = null
    for (;;) {
      const links = await selectLinks(view, before.position, head.position, PAGE)
      problem = findBreak(links, before)
      const last = links.at(-1)
      if (problem || !last) break
      before = last
      sealedUntil = last.entry?.at ?? sealedUntil
    }
    if (!problem && (head.position !== before.position || head.hash !== before.hash)) {
      problem = `The chain ends at link ${before.position}, and its head says ${head.position}: links were cut off.`
    }
    if (!problem && head.slipped > 0) problem = `${head.slipped} entries were put in behind the chain's head, unsealed.`
    const { position: checked } = before
    return { isIntact: !problem, problem, checked, headHash: head.hash, sealedUntil, unsealed: head.unsealed }
  },
})

async function selectHead(view: View) {
  const [head] = await view.sql<{ position: number; hash: string; unsealed: number; slipped: number }>(
    `SELECT h.position, h.hash, (SELECT count(*)::int FROM "AuditEntry" e
       WHERE e."companyId" = $1 AND (e.txid, e.seq) > (h."lastTxid", h."lastSeq")) AS unsealed,
       (SELECT count(*)::int FROM "AuditEntry" e WHERE e."companyId" = $1 AND (e.txid, e.seq) <= (h."lastTxid", h."lastSeq")
         AND NOT EXISTS (SELECT 1 FROM "AuditSeal" s WHERE s."companyId" = $1 AND s."entryId" = e.id)) AS slipped
     FROM "AuditHead" h WHERE h."companyId" = $1`,
    [view.companyId],
  )
  return head ?? { position: 0, hash: GENESIS, unsealed: 0, slipped: 0 }
}
