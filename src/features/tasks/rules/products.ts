import { z } from 'zod'

const TYPES = ['pull_request', 'branch', 'commit', 'url', 'file', 'document', 'deployment', 'other'] as const
export const ProductType = z.enum(TYPES)

/** A page opens it on a click, and bundles carry it: an address of the web and nothing else, with no password in it. */
const WebAddress = z
  .url({ protocol: /^https?$/, hostname: /./, error: 'takes an address that begins with http:// or https://' })
  .max(2000)
  .refine((text) => !/^[^/]*\/\/[^/?#]*@/.test(text), 'takes an address without a user or password in it')

const Short = z.string().trim().max(200)
const METADATA_BYTES = 16_000

/** What somebody says of a thing that a task has brought forth. */
export const ProductFields = z.object({
  type: ProductType,
  title: z.string().trim().min(1, 'must not be empty').max(300),
  url: WebAddress.nullish(),
  /** What the system that has it calls it, as in a number or a hash. */
  externalId: Short.nullish(),
  /** As that system says it, as in merged. */
  status: Short.nullish(),
  summary: z.string().trim().max(4000).nullish(),
  /** The one to look at first: the one before is it no longer. */
  isPrimary: z.boolean().optional(),
  metadata: z
    .record(z.string(), z.unknown())
    .refine((bag) => JSON.stringify(bag).length <= METADATA_BYTES, `takes at most ${METADATA_BYTES} characters of JSON`)
    .optional(),
})

export const ProductView = z.object({
  id: z.uuid(),
  taskId: z.uuid(),
  type: ProductType,
  title: z.string(),
  url: z.string().nullable(),
  externalId: z.string().nullable(),
  status: z.string().nullable(),
  summary: z.string().nullable(),
  isPrimary: z.boolean(),
  metadata: z.record(z.string(), z.unknown()),
  createdByKind: z.string(),
  createdById: z.uuid(),
  /** The run that told of it. */
  createdByRunId: z.uuid().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type ProductView = z.output<typeof ProductView>

const NAMES = Object.keys(ProductView.shape)
export const PRODUCT_COLUMNS = NAMES.map((name) => `"${name}"`).join(', ')
