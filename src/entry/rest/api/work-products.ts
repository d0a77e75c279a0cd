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
import { Bag, Id, IdOrNull, Instant, Text } from './fields'
import { byId, cut, pageOf } from './page'
import { route } from './route'

export const WorkProduct = z
  .object({
    id: Id,
    issueId: Id,
    type: ProductType,
    title: z.string(),
    url: Text,
    externalId: Text,
    status: Text,
    summary: Text,
    isPrimary: z.boolean(),
    metadata: Bag,
    createdByAgentId: IdOrNull,
    createdByUserId: IdOrNull,
    createdByRunId: IdOrNull,
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'WorkProduct' })

export function productAnswer(view: ProductView): z.output<typeof WorkProduct> {
  const { taskId: issueId, createdByKind, createdById, ...product } = view
  return {
    ...{ ...product, issueId },
    createdByAgentId: createdByKind === 'agent' ? createdById : null,
    createdByUserId: createdByKind === 'person' ? createdById : null,
  }
}

const NewWorkProduct = ProductFields.extend({
  url: ProductFields.shape.url.meta({ description: 'http or https, without a password.' }),
  isPrimary: ProductFields.shape.isPrimary.meta({ description: 'The one to look at first; at most one an issue.' }),
}).meta({ id: 'NewWorkProduct' })

export const workProducts = [
  route({
    method: 'get',
    path: '/issues/{id}/work-products',
    name: 'listProducts',
    tag: 'Work products',
    summary: 'List what an issue has brought forth, oldest first',
    query: pageOf('product'),
    answer: z.array(WorkProduct),
    run: async ({ caller, id, query, ...asked }) => {
      const rows = await listProducts(caller, { taskId: id, after: query.cursor, limit: query.limit + 1 })
      return cut(rows, query.limit, asked, byId).map(productAnswer)
    },
  }),
  route({
    method: 'post',
    path: '/issues/{id}/work-products',
    name: 'createProduct',
    tag: 'Work products',
    summary: 'Note what an issue has brought forth',
    description: 'A pull request, a commit, a page. 409 while another agent holds the issue.',
    body: NewWorkProduct,
    status: 201,
    answer: WorkProduct,
    refusals: ['already_claimed'],
    run: async ({ caller, id, body, options }) =>
      productAnswer(await createProduct(caller, { ...body, taskId: id }, options)),
  }),
  route({
    method: 'patch',
    path: '/work-products/{id}',
    name: 'updateProduct',
    tag: 'Work products',
    summary: 'Change what is said of a work product',
    body: NewWorkProduct.partial().meta({ id: 'WorkProductChange' }),
    answer: WorkProduct,
    refusals: ['already_claimed'],
    run: async ({ caller, id, body, options }) =>
      productAnswer(await updateProduct(caller, { ...body, productId: id }, options)),
  }),
  route({
    method: 'delete',
    path: '/work-products/{id}',
    name: 'deleteProduct',
    tag: 'Work products',
    summary: 'Take a work product off its issue',
    answer: WorkProduct,
    refusals: ['already_claimed'],
    run: async ({ caller, id, options }) => productAnswer(await deleteProduct(caller, { productId: id }, options)),
  }),
]
