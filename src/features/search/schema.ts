import { z } from 'zod'

export const SEARCH_KINDS = ['task', 'message', 'document', 'run'] as const
export const SearchKind = z.enum(SEARCH_KINDS)
export type SearchKind = z.output<typeof SearchKind>

export const Search = z.object({
  /** Words that must all be there; "…" for words that stand together, `depl*` for beginnings. */
  q: z.string().trim().max(500),
  /** Absent: everywhere. */
  kinds: z.array(SearchKind).min(1).optional(),
  /** Only what belongs to this task. */
  taskId: z.uuid().optional(),
  /** The id of the last hit of the page before. */
  after: z.uuid().optional(),
  limit: z.int().min(1).max(100).default(20),
})

export const SearchHit = z.object({
  kind: SearchKind,
  id: z.uuid(),
  /** The task itself, or the one that it belongs to; a run may have none. */
  taskId: z.uuid().nullable(),
  taskIdentifier: z.string().nullable(),
  /** Of the task or document; of a run, its agent's name; of a message, its task's title. */
  title: z.string(),
  /** The text around the first match, in pieces, those that were looked for marked. Plain text: show it as such. */
  snippet: z.array(z.object({ text: z.string(), isMatch: z.boolean() })),
  at: z.string(),
})
export type SearchHit = z.output<typeof SearchHit>
