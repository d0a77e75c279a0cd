import { systemCaller } from '@/features/access'
import { findLedgers, watchLedger } from '@/features/budgets'
import { log } from '@/platform/log'
import { inngest } from '../client'
import { clockwork } from '../clockwork'
import { body } from '../step-body'

/** Once an hour: the counters of every company are compared with its ledger. They are always equal; if not, somebody must know. */
export const ledgerWatch = inngest.createFunction(clockwork('ledger-watch', '17 * * * *'), ({ step }) =>
  step.run('compare-counters', body(compareLedgers)),
)

/** @returns how many counters differ, in all companies */
export async function compareLedgers(): Promise<number> {
  let differing = 0
  for (let last: string | undefined; ; ) {
    const companies = await findLedgers(last)
    for (const companyId of companies) differing += await compare(companyId)
    last = companies.at(-1)
    if (!last) return differing
  }
}

async function compare(companyId: string): Promise<number> {
  try {
    const { differing } = await watchLedger(systemCaller(companyId, 'ledger-watch'), {})
    if (differing > 0) log.error({ companyId, differing }, 'counters of budgets differ from the ledger')
    return differing
  } catch (error) {
    log.error({ err: error, companyId }, 'counters could not be compared with the ledger')
    return 0
  }
}
