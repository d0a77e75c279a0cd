import { type Brought, bringInMemories } from '@/features/memory'
import type { Work } from '@/platform/command'
import type { Writer } from './bundle-writer'
import type { Bundle, BundleMemory } from './schema'

type Ids = ReadonlyMap<string, string>

export type MemoryRow = Record<string, unknown> & {
  scopeKind: BundleMemory['scope']
  scopeId: string
  key: string
  text: string
  tags: string[]
  createdAt: string
  updatedAt: string
}

export const MEMORIES = `SELECT "scopeKind", "scopeId", key, text, tags, "createdAt", "updatedAt" FROM "Memory" WHERE "companyId" = $1
  ORDER BY "createdAt", id`

/** Writes what the company remembers, with what the bundle has of its agents and teams. A company that remembers nothing has no such file. */
export function addMemories(
  writer: Writer,
  rows: readonly MemoryRow[],
  { agents, teams }: { agents: Ids; teams: Ids },
) {
  const memories = rows.flatMap(({ scopeKind: scope, scopeId, updatedAt, ...memory }): BundleMemory[] => {
    const of = scope === 'company' ? null : (scope === 'agent' ? agents : teams).get(scopeId)
    if (of === undefined) return []
    writer.seen(updatedAt)
    return [{ scope, of, ...memory, updatedAt }]
  })
  if (memories.length > 0) writer.addJson('memories.json', memories)
}

/** Takes over what the bundle's company, teams and agents remember, where these arrive. What is known already under a key stays. */
export async function importMemories(work: Work, bundle: Bundle, ids: { agents: Ids; teams: Ids }): Promise<void> {
  const memories = (bundle.memories ?? []).flatMap(({ of, ...memory }): Brought[] => {
    const scopeId = memory.scope === 'company' ? work.companyId : ids[`${memory.scope}s`].get(of ?? '')
    return scopeId ? [{ ...memory, scopeId }] : []
  })
  await bringInMemories(work, memories)
}
