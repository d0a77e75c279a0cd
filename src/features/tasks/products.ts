import type { Work } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { requireOwnPart } from './rights'
import { PRODUCT_COLUMNS, type ProductView } from './rules/products'
import { lockTask, requireFree } from './store'

/**
 * A work product of a task, with the task locked, for somebody who may change it.
 * @throws Refusal not_found; already_claimed when another agent holds the task; forbidden for an agent that neither made it nor has the task
 */
export async function lockProduct(work: Work, productId: string): Promise<ProductView> {
  const read = () =>
    work.sql<ProductView>(`SELECT ${PRODUCT_COLUMNS} FROM "WorkProduct" WHERE "companyId" = $1 AND id = $2`, [
      work.companyId,
      productId,
    ])
  const [found] = await read()
  if (!found) throw notFound('product')
  const task = await lockTask(work, found.taskId)
  await requireFree(work, found.taskId)
  await requireOwnPart(work, task, found.createdById)
  // as it is now that nobody else changes it
  const [product] = await read()
  if (!product) throw notFound('product')
  return product
}

/** Makes room for a new primary product of a task; the task is locked. */
export async function clearPrimary(work: Work, taskId: string): Promise<void> {
  await work.sql(
    `UPDATE "WorkProduct" SET "isPrimary" = false, "updatedAt" = $3 WHERE "companyId" = $1 AND "taskId" = $2 AND "isPrimary"`,
    [work.companyId, taskId, work.now],
  )
}
