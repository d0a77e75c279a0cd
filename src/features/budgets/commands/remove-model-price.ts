import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'

/** Takes back a company's own price of a model; the one before it, or the price table, counts again from now on. */
export const removeModelPrice = defineCommand({
  name: 'removeModelPrice',
  grant: 'company:write',
  input: z.object({ priceId: z.uuid() }),
  output: z.object({ id: z.uuid() }),
  records: ['modelPrice.removed'],
  announces: ['model-price/removed'],
  async run(work, { priceId }) {
    const [gone] = await work.sql<{ model: string }>(
      `DELETE FROM "ModelPrice" WHERE "companyId" = $1 AND id = $2 RETURNING model`,
      [work.companyId, priceId],
    )
    if (!gone) throw notFound('price')
    work.record({
      action: 'modelPrice.removed',
      subject: { kind: 'price', id: priceId },
      details: { model: gone.model },
    })
    work.announce({ name: 'model-price/removed', data: { priceId } })
    return { id: priceId }
  },
})
