import { acrossCompanies, systemSql } from '@/platform/database'
import { sealHash } from '../chain'
import { lockHead, type Seal, storeSeals, unsealedAfter } from '../store'

const PAGE = 500

/**
 * Chains the entries of a company that are not sealed yet. Runs a moment after the commit, so that writers never queue behind the
 * head of the chain.
 * @returns how many entries were sealed
 */
export async function sealCompany(companyId: string): Promise<number> {
  let sealed = 0
  for (;;) {
    const count = await sealPage(companyId)
    sealed += count
    if (count < PAGE) return sealed
  }
}

function sealPage(companyId: string): Promise<number> {
  return acrossCompanies(async (sql) => {
    const head = await lockHead(sql, companyId)
    if (!head) return 0
    const entries = await unsealedAfter(sql, companyId, head, PAGE)
    const last = entries.at(-1)
    if (!last) return 0
    let { hash, position } = head
    const seals = entries.map(({ txid: _txid, seq: _seq, ...entry }): Seal => {
      const prevHash = hash
      position += 1
      hash = sealHash(prevHash, position, entry)
      return { position, entryId: entry.id, prevHash, hash }
    })
    await storeSeals(sql, companyId, seals, last)
    return entries.length
  })
}

/** Whether entries wait behind the head: those of transactions that were still running. */
export async function isBehind(companyId: string): Promise<boolean> {
  const rows = await systemSql(
    `SELECT 1 FROM "AuditHead" h WHERE h."companyId" = $1 AND EXISTS (
       SELECT 1 FROM "AuditEntry" e WHERE e."companyId" = $1 AND (e.txid, e.seq) > (h."lastTxid", h."lastSeq"))`,
    [companyId],
  )
  return rows.length > 0
}

/** Companies with entries behind their head; for the start of a process, and as a backstop now and then. */
export async function companiesToSeal(): Promise<string[]> {
  const rows = await systemSql<{ companyId: string }>(
    `SELECT h."companyId" FROM "AuditHead" h WHERE EXISTS (
       SELECT 1 FROM "AuditEntry" e WHERE e."companyId" = h."companyId" AND (e.txid, e.seq) > (h."lastTxid", h."lastSeq"))`,
  )
  return rows.map((row) => row.companyId)
}
