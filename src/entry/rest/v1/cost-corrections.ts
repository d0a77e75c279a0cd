import { z } from 'zod'
import { AdjustCost, adjustCost, type CostCorrection, VoidCost, voidCost } from '@/features/budgets'
import { publicId } from '@/platform/ids'
import { Budget, budgetAnswer } from './budget-answers'
import { Cents, cents, Dollars, shownId, Usd, usd } from './fields'
import { route } from './route'

const Correction = z
  .object({
    id: shownId('cost').meta({ description: 'The entry that corrects.' }),
    corrects_id: shownId('cost'),
    cost_usd: Usd.meta({ description: 'What it changes.' }),
    cost_cents: Cents,
    list_usd: Usd,
    budget: Budget.meta({ description: "The agent's, after it." }),
  })
  .meta({ id: 'CostCorrection' })

function correctionAnswer(correction: CostCorrection): z.output<typeof Correction> {
  return {
    id: publicId('cost', correction.id),
    corrects_id: publicId('cost', correction.costId),
    cost_usd: usd(correction.costMicros),
    cost_cents: cents(correction.costMicros),
    list_usd: usd(correction.listMicros),
    budget: budgetAnswer(correction.budget),
  }
}

export const costCorrections = [
  route({
    method: 'post',
    path: '/companies/{company_id}/costs/{cost_id}/void',
    name: 'voidCost',
    tag: 'Money',
    summary: 'Take back a cost that is not true',
    description:
      'By an entry against it, on the same budgets and in the same month; once. A halt that it had caused ends.',
    body: z.object({ reason: VoidCost.shape.reason }),
    status: 201,
    answer: Correction,
    refusals: ['illegal_transition'],
    run: async ({ caller, params: { cost_id: costId }, body, options }) =>
      correctionAnswer(await voidCost(caller, { ...body, costId }, options)),
  }),
  route({
    method: 'post',
    path: '/companies/{company_id}/costs/{cost_id}/adjust',
    name: 'adjustCost',
    tag: 'Money',
    summary: 'Say what a cost should have been',
    description: 'By an entry with the difference. Other tokens are priced anew, unless the cost is said, too.',
    body: z.object({
      reason: AdjustCost.shape.reason,
      cost_usd: Dollars.optional(),
      tokens_in: AdjustCost.shape.tokensIn,
      tokens_out: AdjustCost.shape.tokensOut,
      tokens_cached: AdjustCost.shape.tokensCached,
      tokens_cache_written: AdjustCost.shape.tokensCacheWritten,
    }),
    status: 201,
    answer: Correction,
    refusals: ['illegal_transition'],
    run: async ({ caller, params: { cost_id: costId }, body, options }) => {
      const tokens = { tokensIn: body.tokens_in, tokensOut: body.tokens_out, tokensCached: body.tokens_cached }
      const input = {
        ...{ costId, reason: body.reason, costMicros: body.cost_usd },
        ...{ ...tokens, tokensCacheWritten: body.tokens_cache_written },
      }
      return correctionAnswer(await adjustCost(caller, input, options))
    },
  }),
]
