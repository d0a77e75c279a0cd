import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { lockProduct } from '../products'
import { ProductView } from '../rules/products'

/**
 * Takes a work product off its task; what it was stays in the log.
 * @throws Refusal not_found; already_claimed when another agent holds the task; forbidden for an agent that neither made it nor has the task
 */
export const deleteProduct = defineCommand({
  name: 'deleteProduct',
  grant: 'task:write',
  about: ({ productId }) => [['product', productId]],
  input: z.object({ productId: z.uuid() }),
  output: ProductView,
  records: ['product.deleted'],
  announces: ['task/updated'],
  async run(work, { productId }) {
    const product = await lockProduct(work, productId)
    await work.sql(`DELETE FROM "WorkProduct" WHERE "companyId" = $1 AND id = $2`, [work.companyId, productId])
    const { taskId, type, title, url } = product
    work.record({
      action: 'product.deleted',
      subject: { kind: 'task', id: taskId },
      details: { productId, type, title, url },
    })
    work.announce({ name: 'task/updated', data: { taskId } })
    return product
  },
})
