import { defineCommand } from '@/platform/command'
import { lockEntry } from '../corrections'
import { voiding } from '../rules/correction'
import { CostCorrection, VoidCost } from '../schema'
import { CORRECTING, correctCost } from './correct-cost'

/**
 * Takes back a cost that was reported and is not true, with all its adjustments, by an entry against it. Once. What it had halted goes on,
 * when its budget has enough left without it.
 */
export const voidCost = defineCommand({
  name: 'voidCost',
  grant: 'company:write',
  input: VoidCost,
  output: CostCorrection,
  records: ['cost.voided', ...CORRECTING.records],
  announces: CORRECTING.announces,
  async run(work, { costId, reason }) {
    const entry = await lockEntry(work, costId)
    return correctCost(work, entry, { correction: 'void', reason, delta: voiding(entry) })
  },
})
