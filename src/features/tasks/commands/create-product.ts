import { z } from 'zod'
import { defineCommand, runOf } from '@/platform/command'
import { clearPrimary } from '../products'
import { PRODUCT_COLUMNS, ProductFields, ProductView } from '../rules/products'
import { lockTask, requireFree } from '../store'

/**
 * Notes what a task has brought forth: a pull request, a commit, a page.
 * @throws Refusal not_found; already_claimed when another agent holds the task
 */
export const createProduct = defineCommand({
  name: 'createProduct',
  grant: 'task:write',
  about: ({ taskId }) => [['task', taskId]],
  input: ProductFields.extend({ taskId: z.uuid() }),
  output: ProductView,
  records: ['product.created'],
  announces: ['task/updated'],
  async run(work, { taskId, type, title, isPrimary = false, metadata = {}, ...more }) {
    await lockTask(work, taskId)
    await requireFree(work, taskId)
    if (isPrimary) await clearPrimary(work, taskId)
    const { actor } = work
    const [product] = await work.sql<ProductView>(
      `INSERT INTO "WorkProduct" (id, "companyId", "taskId", type, title, url, "externalId", status, summary, "isPrimary", metadata,
         "createdByKind", "createdById", "createdByRunId", "createdAt", "updatedAt")
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15) RETURNING ${PRODUCT_COLUMNS}`,
      [
        ...[work.newId(), work.companyId, taskId, type, title, more.url ?? null, more.externalId ?? null],
        ...[more.status ?? null, more.summary ?? null, isPrimary, JSON.stringify(metadata)],
        ...[actor.kind, actor.kind === 'system' ? work.companyId : actor.id, runOf(actor), work.now],
      ],
    )
    const details = { productId: product!.id, type, title, url: more.url ?? null }
    work.record({ action: 'product.created', subject: { kind: 'task', id: taskId }, details })
    work.announce({ name: 'task/updated', data: { taskId } })
    return product!
  },
})
