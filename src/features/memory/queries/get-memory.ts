import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { requireReadable } from '../scopes'
import { memoryById, scopeIn } from '../store'

/** One memory. */
export const getMemory = defineQuery({
  name: 'getMemory',
  grant: 'task:read',
  input: z.object({ memoryId: z.uuid() }),
  async run(view, { memoryId }) {
    const memory = await memoryById(view, memoryId)
    await requireReadable(view, scopeIn(memory))
    return memory
  },
})
