import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { lockEntry } from '../corrections'
import { costRules, priceOf } from '../cost-rules'
import { adjusting, rightTokens } from '../rules/correction'
import { AdjustCost, CostCorrection } from '../schema'
import { CORRECTING, correctCost } from './correct-cost'

/**
 * Says what a cost should have been, by an entry with the difference. Other tokens are priced anew, at the prices of when it was spent,
 * unless the cost is said, too.
 */
export const adjustCost = defineCommand({
  name: 'adjustCost',
  grant: 'company:write',
  input: AdjustCost,
  output: CostCorrection,
  records: ['cost.adjusted', ...CORRECTING.records],
  announces: CORRECTING.announces,
  async run(work, { costId, reason, ...change }) {
    const entry = await lockEntry(work, costId)
    const priced = { model: entry.model, provider: entry.provider, at: new Date(entry.spentAt) }
    const { ownPrice, budgetsCount } = await costRules(work, null, priced)
    const priceMicros = priceOf(ownPrice, priced, rightTokens(entry, change))
    const delta = adjusting(entry, change, priceMicros, budgetsCount)
    if (!delta) throw new Refusal('invalid_input', 'These are the figures that it has already. Say what is different.')
    return correctCost(work, entry, { correction: 'adjustment', reason, delta })
  },
})
