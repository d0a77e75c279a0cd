import { z } from 'zod'

export const ResealValues = z.object({
  /** One of the tables with sealed columns. */
  table: z.string(),
  /** The last row of the batch before. */
  after: z.array(z.string()).default([]),
})

export const Resealed = z.object({
  /** Values that are under the first key now. */
  resealed: z.number(),
  /** Those that do not open: changed or damaged. */
  left: z.number(),
  /** The last row that was looked at; null when there is no further one. */
  last: z.array(z.string()).nullable(),
})

/** A master key and what is sealed with it, in all companies. */
export const KeyInUse = z.object({
  id: z.string(),
  /** Which setting or file has it; null when this server has no such key. */
  source: z.string().nullable(),
  /** What is written from now on is sealed with it. */
  isFirst: z.boolean(),
  values: z.number(),
})
export type KeyInUse = z.output<typeof KeyInUse>
