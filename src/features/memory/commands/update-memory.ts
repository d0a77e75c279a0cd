import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { MemoryView, UpdateMemory } from '../schema'
import { requireWritable } from '../scopes'
import {
  lockMemory,
  memoryById,
  replaceMemory,
  requireNoSecret,
  requireRoom,
  requireVersion,
  scopeIn,
  selectMemories,
  tell,
} from '../store'

/**
 * Changes a memory, or what it is called. What is absent stays as it is.
 * @throws Refusal not_found; forbidden; stale_version; already_exists when the key is taken; broken_rule as `remember`
 */
export const updateMemory = defineCommand({
  name: 'updateMemory',
  grant: 'task:write',
  about: ({ memoryId }) => [['memory', memoryId]],
  input: UpdateMemory,
  output: MemoryView,
  records: ['memory.updated'],
  announces: ['memory/updated'],
  async run(work, { memoryId, version, ...change }) {
    const before = await lockMemory(work, memoryId)
    await requireWritable(work, scopeIn(before))
    requireVersion(before.key, before.version, version)
    const { key = before.key, text = before.text } = change
    const tags = [...new Set(change.tags ?? before.tags)]
    if (key === before.key && text === before.text && String(tags) === String(before.tags)) {
      work.unchanged()
      return before
    }
    if (key !== before.key) {
      const taken = await selectMemories(work, 'm."scopeId" = $2 AND m.key = $3', [before.scopeId, key])
      if (taken.length > 0) throw new Refusal('already_exists', `There is a memory called ${key}.`, { field: 'key' })
    }
    await requireNoSecret(work, text)
    await requireRoom(work, scopeIn(before), text.length, memoryId)
    await replaceMemory(work, memoryId, { key, text, tags })
    const memory = await memoryById(work, memoryId)
    tell(work, 'updated', memory)
    return memory
  },
})
