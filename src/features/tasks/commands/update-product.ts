import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { clearPrimary, lockProduct } from '../products'
import { PRODUCT_COLUMNS, ProductFields, ProductView } from '../rules/products'

/**
 * Changes what is said of a work product. What is absent stays as it is; metadata is replaced whole.
 * @throws Refusal not_found; already_claimed when another agent holds the task; forbidden for an agent that neither made it nor has the task
 */
export const updateProduct = defineCommand({
  name: 'updateProduct',
  grant: 'task:write',
  about: ({ productId }) => [['product', productId]],
  input: ProductFields.partial().extend({ productId: z.uuid() }),
  output: ProductView,
  records: ['product.updated'],
  announces: ['task/updated'],
  async run(work, { productId, ...change }) {
    const before = await lockProduct(work, productId)
    const { taskId } = before
    if (change.isPrimary && !before.isPrimary) await clearPrimary(work, taskId)
    const after = {
      ...before,
      ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
    }
    const { type, title, url, externalId, status, summary, isPrimary, metadata } = after
    const [product] = await work.sql<ProductView>(
      `UPDATE "WorkProduct" SET type = $3, title = $4, url = $5, "externalId" = $6, status = $7, summary = $8, "isPrimary" = $9,
         metadata = $10, "updatedAt" = $11 WHERE "companyId" = $1 AND id = $2 RETURNING ${PRODUCT_COLUMNS}`,
      [
        ...[work.companyId, productId, type, title, url, externalId, status, summary, isPrimary],
        ...[JSON.stringify(metadata), work.now],
      ],
    )
    const { metadata: _bag, summary: _text, ...told } = change
    work.record({ action: 'product.updated', subject: { kind: 'task', id: taskId }, details: { productId, ...told } })
    work.announce({ name: 'task/updated', data: { taskId } })
    return product!
  },
})
