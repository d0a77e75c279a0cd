import { z } from 'zod'
import { AdjustCost, adjustCost, type CostCorrection, VoidCost, voidCost } from '@/features/budgets'
import { MICROS_PER_CENT } from '@/platform/money'
import { Cents, capCents, cents, Id } from './fields'
import { route } from './route'

const Correction = z
  .object({
    id: Id.meta({ description: 'The entry that corrects.' }),
    correctsId: Id,
    costCents: Cents.meta({ description: 'What it changes.' }),
    spentMonthlyCents: Cents.meta({ description: 'What the agent has spent this month, after it.' }),
    budgetMonthlyCents: Cents,
  })
  .meta({ id: 'CostCorrection' })

function correctionAnswer({ id, costId, costMicros, budget }: CostCorrection): z.output<typeof Correction> {
  const after = { spentMonthlyCents: cents(budget.spent), budgetMonthlyCents: capCents(budget.cap) }
  return { id, correctsId: costId, costCents: cents(costMicros), ...after }
}

export const costCorrections = [
  route({
    method: 'post',
    path: '/companies/{companyId}/cost-events/{costId}/void',
    name: 'voidCost',
    tag: 'Costs',
    summary: 'Take back a cost that is not true',
    description:
      'By an entry against it, on the same budgets and in the same month; once. A halt that it had caused ends.',
    body: z.object({ reason: VoidCost.shape.reason }),
    status: 201,
    answer: Correction,
    refusals: ['illegal_transition'],
    run: async ({ caller, params: { costId }, body, options }) =>
      correctionAnswer(await voidCost(caller, { ...body, costId }, options)),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/cost-events/{costId}/adjust',
    name: 'adjustCost',
    tag: 'Costs',
    summary: 'Say what a cost should have been',
    description: 'By an entry with the difference. Other tokens are priced anew, unless the cost is said, too.',
    body: z.object({
      reason: AdjustCost.shape.reason,
      costCents: z.int().min(0).max(1_000_000_000).optional(),
      inputTokens: AdjustCost.shape.tokensIn,
      cachedInputTokens: AdjustCost.shape.tokensCached,
      outputTokens: AdjustCost.shape.tokensOut,
    }),
    status: 201,
    answer: Correction,
    refusals: ['illegal_transition'],
    run: async ({ caller, params: { costId }, body, options }) => {
      const {
        reason,
        costCents,
        inputTokens: tokensIn,
        cachedInputTokens: tokensCached,
        outputTokens: tokensOut,
      } = body
      const costMicros = costCents === undefined ? undefined : costCents * MICROS_PER_CENT
      const input = { costId, reason, costMicros, tokensIn, tokensCached, tokensOut }
      return correctionAnswer(await adjustCost(caller, input, options))
    },
  }),
]
