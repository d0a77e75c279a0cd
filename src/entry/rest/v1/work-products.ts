import { z } from 'zod'
import {
  createProduct,
  deleteProduct,
  listProducts,
  ProductFields,
  ProductType,
  type ProductView,
  updateProduct,
} from '@/features/tasks'
import { publicId } from '@/platform/ids'
import { cut, deleted, Instant, NextCursor, pageOf, shownId, Who, whoAnswer } from './fields'
import { route } from './route'
import { actorKind } from './task-parts'

export const WorkProduct = z
  .object({
    id: shownId('product'),
    task_id: shownId('task'),
    type: ProductType,
    title: z.string(),
    url: z.string().nullable(),
    external_id: z.string().nullable(),
    status: z.string().nullable(),
    summary: z.string().nullable(),
    is_primary: z.boolean(),
    metadata: z.record(z.string(), z.unknown()),
    created_by: Who,
    created_by_run_id: shownId('run').nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'WorkProduct' })
const WorkProductAnswer = WorkProduct.extend({ work_product: WorkProduct }).meta({ id: 'WorkProductAnswer' })

export function productAnswer(view: ProductView): z.output<typeof WorkProduct> {
  const { type, title, url, status, summary, metadata } = view
  return {
    ...{ id: publicId('product', view.id), task_id: publicId('task', view.taskId) },
    ...{ type, title, url, status, summary, metadata },
    ...{ external_id: view.externalId, is_primary: view.isPrimary },
    created_by: whoAnswer(actorKind(view.createdByKind), view.createdById),
    created_by_run_id: publicId('run', view.createdByRunId),
    ...{ created_at: view.createdAt, updated_at: view.updatedAt },
  }
}

function hybrid(view: ProductView): z.output<typeof WorkProductAnswer> {
  const product = productAnswer(view)
  return { ...product, work_product: product }
}

const { type, title, url, externalId, status, summary, isPrimary, metadata } = ProductFields.shape
const NewWorkProduct = z.object({
  ...{ type, title, status, summary, metadata },
  url: url.meta({ description: 'http or https, without a password.' }),
  external_id: externalId.meta({ description: 'What the system that has it calls it.' }),
  is_primary: isPrimary.meta({ description: 'The one to look at first; at most one a task.' }),
})
const WorkProductChange = NewWorkProduct.partial()

/** The fields in the words of the commands. */
function fieldsOf<T extends z.output<typeof WorkProductChange>>({ external_id, is_primary, ...rest }: T) {
  return { ...rest, externalId: external_id, isPrimary: is_primary }
}

export const workProducts = [
  route({
    method: 'get',
    path: '/tasks/{task_id}/work-products',
    name: 'listProducts',
    tag: 'Tasks',
    summary: 'List what a task has brought forth, oldest first',
    query: pageOf('product', 100, 200),
    answer: z.object({ work_products: z.array(WorkProduct), next_cursor: NextCursor }),
    run: async ({ caller, id, query: { limit, cursor: after } }) => {
      const [page, next_cursor] = cut(
        await listProducts(caller, { taskId: id, after, limit: limit + 1 }),
        limit,
        'product',
      )
      return { work_products: page.map(productAnswer), next_cursor }
    },
  }),
  route({
    method: 'post',
    path: '/tasks/{task_id}/work-products',
    name: 'createProduct',
    tag: 'Tasks',
    summary: 'Note what a task has brought forth',
    description: 'A pull request, a commit, a page.',
    body: NewWorkProduct,
    status: 201,
    answer: WorkProductAnswer,
    refusals: ['already_claimed'],
    run: async ({ caller, id, body, options }) =>
      hybrid(await createProduct(caller, { ...fieldsOf(body), taskId: id }, options)),
  }),
  route({
    method: 'patch',
    path: '/work-products/{product_id}',
    name: 'updateProduct',
    tag: 'Tasks',
    summary: 'Change what is said of a work product',
    body: WorkProductChange,
    answer: WorkProductAnswer,
    refusals: ['already_claimed'],
    run: async ({ caller, id, body, options }) =>
      hybrid(await updateProduct(caller, { ...fieldsOf(body), productId: id }, options)),
  }),
  route({
    method: 'delete',
    path: '/work-products/{product_id}',
    name: 'deleteProduct',
    tag: 'Tasks',
    summary: 'Take a work product off its task',
    answer: deleted('product'),
    refusals: ['already_claimed'],
    run: async ({ caller, id, options }) => {
      await deleteProduct(caller, { productId: id }, options)
      return { id: publicId('product', id), deleted: true }
    },
  }),
]
