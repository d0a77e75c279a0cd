import { defineCommand } from '@/platform/command'
import { ModelPriceView, SetModelPrice } from '../schema'

/**
 * Sets what a company pays for a model from a day on. It goes before the price table. The same model, provider and day again: replaced.
 * Costs that are in the ledger stay as they are.
 */
export const setModelPrice = defineCommand({
  name: 'setModelPrice',
  grant: 'company:write',
  input: SetModelPrice,
  output: ModelPriceView,
  records: ['modelPrice.set'],
  announces: ['model-price/set'],
  async run(work, input) {
    const [price] = await work.sql<ModelPriceView>(
      `INSERT INTO "ModelPrice" AS p (id, "companyId", model, provider, "inMicros", "outMicros", "cachedMicros", "cacheWrittenMicros", "startsOn",
         "createdAt", "updatedAt")
       SELECT $2, $1, $3, $4, $5, $6, $7, $8, coalesce($9::date, ($10::timestamptz AT TIME ZONE c."timeZone")::date), $10, $10
       FROM "Company" c WHERE c.id = $1
       ON CONFLICT ("companyId", model, provider, "startsOn") DO UPDATE SET "inMicros" = EXCLUDED."inMicros", "outMicros" = EXCLUDED."outMicros",
         "cachedMicros" = EXCLUDED."cachedMicros", "cacheWrittenMicros" = EXCLUDED."cacheWrittenMicros", "updatedAt" = EXCLUDED."updatedAt"
       RETURNING id, model, provider, "inMicros", "outMicros", "cachedMicros", "cacheWrittenMicros", "startsOn"`,
      [
        ...[work.companyId, work.newId(), input.model, input.provider, input.inMicros, input.outMicros],
        ...[input.cachedMicros ?? null, input.cacheWrittenMicros ?? null, input.startsOn ?? null, work.now],
      ],
    )
    const { id, ...details } = price!
    work.record({ action: 'modelPrice.set', subject: { kind: 'price', id }, details })
    work.announce({ name: 'model-price/set', data: { priceId: id } })
    return price!
  },
})
