import { defineCommand } from '@/platform/command'
import { MemoryView, Remember } from '../schema'
import { requireWritable, scopeOf } from '../scopes'
import {
  insertMemory,
  lockScope,
  memoryById,
  replaceMemory,
  requireNoSecret,
  requireRoom,
  requireVersion,
  selectMemories,
  tell,
} from '../store'

/**
 * Keeps what is worth knowing again under a key; what the key said before is replaced. Saying the same again changes nothing.
 * @throws Refusal not_found; forbidden for an agent outside of the scope; stale_version; broken_rule when the scope is full (rule
 * `memory_full`) or the text gives a secret away (rule `secret_in_text`)
 */
export const remember = defineCommand({
  name: 'remember',
  grant: 'task:write',
  about: ({ scopeKind, scopeId }) => (scopeKind === 'agent' || scopeKind === 'team' ? [[scopeKind, scopeId]] : []),
  input: Remember,
  output: MemoryView,
  records: ['memory.remembered', 'memory.updated'],
  announces: ['memory/remembered', 'memory/updated'],
  async run(work, { key, text, version, ...wish }) {
    const scope = await scopeOf(work, wish)
    await requireWritable(work, scope)
    await requireNoSecret(work, text)
    await lockScope(work, scope.id)
    const [before] = await selectMemories(work, 'm."scopeId" = $2 AND m.key = $3', [scope.id, key])
    requireVersion(key, before?.version ?? 0, version)
    const tags = [...new Set(wish.tags ?? before?.tags ?? [])]
    if (before && before.text === text && String(before.tags) === String(tags)) {
      work.unchanged()
      return before
    }
    await requireRoom(work, scope, text.length, before?.id)
    if (before) await replaceMemory(work, before.id, { key, text, tags })
    const id = before?.id ?? (await insertMemory(work, scope, { key, text, tags }))
    const memory = await memoryById(work, id)
    tell(work, before ? 'updated' : 'remembered', memory)
    return memory
  },
})
