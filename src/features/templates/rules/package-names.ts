import { keyOf } from '@/platform/ids'

/** `../ceo/AGENTS.md`, `agents/ceo/AGENTS.md` and `ceo` → `ceo`. */
export function slugIn(text: string): string {
  const parts = text.split('/').filter(Boolean)
  return (/\.md$/i.test(parts.at(-1) ?? '') ? parts.at(-2) : parts.at(-1)) ?? ''
}

/** Things of one kind by all names that a package may have for them: the folder, and the slug written in the file. */
export type Index = {
  /** Its key; null when there is no such thing. */
  keyOf(text: string): string | null
}

export type Named = { folder: string; slug: string | null }

/** The key of a thing of a package: its slug, else the name of its folder. */
export function packageKey({ folder, slug }: Named): string {
  return (
    keyOf(slug ?? folder)
      .slice(0, 100)
      .replace(/-+$/, '') || 'unnamed'
  )
}

export function indexOf(things: readonly Named[]): Index {
  const keys = new Map<string, string>()
  for (const thing of things) keys.set(keyOf(thing.folder), packageKey(thing))
  for (const thing of things) keys.set(packageKey(thing), packageKey(thing))
  return { keyOf: (text) => keys.get(keyOf(slugIn(text))) ?? null }
}

/** What `.paperclip.yaml` says of a thing, under its slug or the name of its folder. */
export function entryOf<T>(
  entries: Record<string, T | null | undefined> | null | undefined,
  { folder, slug }: Named,
): T | undefined {
  for (const name of [slug, folder]) {
    if (name !== null && entries && Object.hasOwn(entries, name)) return entries[name] ?? undefined
  }
  return undefined
}

type Member = { key: string; role: string; manager: string | null }

/**
 * Puts everybody who reports to nobody below one of them: a company has one root. That is the CEO, else who has most reports, else the
 * first.
 * @returns keys of those that were moved
 */
export function placeRoots(agents: Member[]): { root: string; moved: string[] } | null {
  const roots = agents.filter(({ manager }) => manager === null)
  if (roots.length < 2) return null
  const reports = new Map<string | null, number>()
  for (const { manager } of agents) reports.set(manager, (reports.get(manager) ?? 0) + 1)
  const rank = ({ key, role }: Member) => (role.toLowerCase() === 'ceo' ? agents.length : (reports.get(key) ?? 0))
  const ranked = roots.map((agent) => ({ agent, rank: rank(agent) }))
  const root = ranked.reduce((best, each) => (each.rank > best.rank ? each : best)).agent
  const moved = roots.filter((agent) => agent !== root)
  for (const agent of moved) agent.manager = root.key
  return { root: root.key, moved: moved.map(({ key }) => key) }
}
