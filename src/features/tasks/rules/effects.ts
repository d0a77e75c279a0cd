import { z } from 'zod'

/** What is done, in the words of who does it: the same words for the same thing, as in `invoice-42`. */
export const EffectKey = z.string().regex(/^[\w.:@-]{1,200}$/, 'takes up to 200 letters, digits and any of . : @ _ -')

/** `claimed` and not settled: somebody began, and whether it happened must be found out outside. */
export const EffectState = z.enum(['claimed', 'done', 'failed'])

export const EffectView = z.object({
  taskId: z.uuid(),
  key: z.string(),
  state: EffectState,
  note: z.string().nullable(),
  result: z.unknown(),
  actorKind: z.string(),
  actorId: z.string(),
  runId: z.uuid().nullable(),
  claimedAt: z.string(),
  settledAt: z.string().nullable(),
})
export type EffectView = z.output<typeof EffectView>

export const EFFECT_COLUMNS = `"taskId", key, state, note, result, "actorKind", "actorId", "runId", "claimedAt", "settledAt"`
