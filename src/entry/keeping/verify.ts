import { systemCaller } from '@/features/access'
import { verifyAudit } from '@/features/audit'
import { checkLedger, ledgerHealth } from '@/features/budgets'
import { findCompanies } from '@/features/companies'
import { checkSecrets } from '@/features/vault'
import { masterKeys } from '@/platform/master-key'

/**
 * Looks at every company: its audit chain is whole, its counters equal its ledger, its secrets open with the master keys that are here.
 * @returns what is not so, each a sentence
 */
export async function verifyAll(tell: (progress: string) => void): Promise<string[]> {
  const problems: string[] = []
  let [companies, links, secrets] = [0, 0, 0]
  for (let last: string | undefined; ; ) {
    const page = await findCompanies(last)
    for (const company of page) {
      const found = await verifyCompany(company)
      companies += 1
      links += found.links
      secrets += found.secrets
      problems.push(...found.problems)
    }
    last = page.at(-1)?.id
    if (!last) break
  }
  tell(`Checked: ${companies} companies, ${links} links of the audit log, ${secrets} secrets that open`)
  return problems
}

async function verifyCompany({ id, name }: { id: string; name: string }) {
  const caller = systemCaller(id, 'restore')
  const problems: string[] = []
  const verdict = await verifyAudit(caller, {})
  if (!verdict.isIntact) problems.push(`${name}: the audit log is not intact. ${verdict.problem}`)
  const differing = await checkLedger(caller, {})
  if (differing.length > 0) problems.push(`${name}: ${differing.length} counters of budgets differ from the ledger.`)
  const { miscounted } = await ledgerHealth(caller, {})
  if (miscounted > 0) problems.push(`${name}: ${miscounted} budgets were miscounted before the backup already.`)
  const { opened, closed } = await checkSecrets(caller, {})
  for (const { keyId, versions } of closed) problems.push(`${name}: ${versions} secrets do not open. ${why(keyId)}`)
  return { links: verdict.checked, secrets: opened, problems }
}

function why(keyId: string): string {
  const isHere = masterKeys().some(({ id }) => id === keyId)
  return isHere
    ? 'They are damaged: rotate them.'
    : `They were sealed with the master key ${keyId}, which is not here: set PAPERCLIP_MASTER_KEY to it, before a comma and the present one.`
}
