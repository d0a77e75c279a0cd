import { z } from 'zod'

/** Whose memory it is. */
export const MemoryScope = z.enum(['company', 'team', 'agent'])
export type MemoryScope = z.output<typeof MemoryScope>

export const MemoryKey = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{Ll}\p{Lo}\p{N}][\p{Ll}\p{Lo}\p{M}\p{N}._/-]{0,99}$/u, {
    message: 'takes up to 100 letters, digits, ".", "_", "/" and "-", and begins with a letter or digit',
  })

/** Characters of one memory. */
export const MOST_CHARACTERS = 8000
export const MemoryText = z.string().trim().min(1, 'must not be empty').max(MOST_CHARACTERS)
export const MemoryTags = z.array(z.string().trim().toLowerCase().min(1, 'must not be empty').max(40)).max(10)

/** A scope as it is asked for. An agent that names none means itself, everybody else the company. */
export const ScopeWish = z.object({
  scopeKind: MemoryScope.optional(),
  /** The team or the agent; for an agent that means itself, and for the company, it can be left out. */
  scopeId: z.uuid().nullish(),
})

export const Remember = ScopeWish.extend({
  key: MemoryKey,
  text: MemoryText,
  /** Absent: what is there keeps its tags. */
  tags: MemoryTags.optional(),
  /** The version that is replaced; 0 for a new one. Absent: whatever is there. */
  version: z.int().min(0).optional(),
})

export const UpdateMemory = z.object({
  memoryId: z.uuid(),
  key: MemoryKey.optional(),
  text: MemoryText.optional(),
  tags: MemoryTags.optional(),
  /** The version that the change was made from. Absent: whatever is there. */
  version: z.int().min(1).optional(),
})

export const MemoryView = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  scopeKind: MemoryScope,
  /** The company, the team or the agent. */
  scopeId: z.uuid(),
  /** The name of the team or the agent; null for the company's. */
  scopeName: z.string().nullable(),
  key: z.string(),
  text: z.string(),
  tags: z.array(z.string()),
  authorKind: z.enum(['person', 'agent', 'system']),
  authorId: z.uuid(),
  /** The run that it was learnt in, and its task. */
  runId: z.uuid().nullable(),
  taskId: z.uuid().nullable(),
  /** 1, 2, 3, … */
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** When a run was last given it, to the hour. */
  lastUsedAt: z.string().nullable(),
})
export type MemoryView = z.output<typeof MemoryView>

/** A memory as a run is given it; a long text is cut, and says so. */
export const RecalledMemory = z.object({ id: z.uuid(), scope: MemoryScope, key: z.string(), text: z.string() })
export type RecalledMemory = z.output<typeof RecalledMemory>
