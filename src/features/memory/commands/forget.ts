import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { MemoryView } from '../schema'
import { requireWritable } from '../scopes'
import { lockMemory, requireVersion, scopeIn, tell } from '../store'

/**
 * Deletes a memory for good; the audit log keeps its key.
 * @returns what it said
 * @throws Refusal not_found; forbidden for an agent outside of the scope; stale_version
 */
export const forget = defineCommand({
  name: 'forget',
  grant: 'task:write',
  about: ({ memoryId }) => [['memory', memoryId]],
  input: z.object({
    memoryId: z.uuid(),
    /** The version that the caller knows. Absent: whatever is there. */
    version: z.int().min(1).optional(),
  }),
  output: MemoryView,
  records: ['memory.forgotten'],
  announces: ['memory/forgotten'],
  async run(work, { memoryId, version }) {
    const memory = await lockMemory(work, memoryId)
    await requireWritable(work, scopeIn(memory))
    requireVersion(memory.key, memory.version, version)
    await work.sql(`DELETE FROM "Memory" WHERE "companyId" = $1 AND id = $2`, [work.companyId, memoryId])
    tell(work, 'forgotten', memory)
    return memory
  },
})
