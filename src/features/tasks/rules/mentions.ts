import { keyOf, parseId } from '@/platform/ids'

/** Names have at most 120 characters. */
const LONGEST_MENTION = 130

type Candidate = { id: string; name: string }

/**
 * Agents that a text mentions: `@<uuid>`, `@agt_…`, `@Name` (spaces allowed, any case), `@url-key`, or a link `agent://<id>`.
 * The longest name wins; each agent is named once, in the order of the text.
 */
export function mentionedAgents(text: string, agents: readonly Candidate[]): string[] {
  if (!text.includes('@') && !text.includes('agent://')) return []
  const byId = new Set(agents.map((agent) => agent.id))
  const names = agents
    .flatMap((agent) => [agent.name.toLowerCase(), keyOf(agent.name)].map((name) => ({ id: agent.id, name })))
    .filter((entry) => entry.name !== '')
    .sort((a, b) => b.name.length - a.name.length)
  const found: string[] = []
  for (const match of text.matchAll(/(?:^|[^\p{L}\p{N}_@])@|agent:\/\//gu)) {
    const from = match.index + match[0].length
    const rest = text.slice(from, from + LONGEST_MENTION)
    const id = idAt(rest) ?? nameAt(rest.toLowerCase(), names)
    if (id && byId.has(id) && !found.includes(id)) found.push(id)
  }
  return found
}

function idAt(rest: string): string | null {
  const word = /^[0-9a-z_-]+/i.exec(rest)?.[0]
  return word ? parseId('agent', word) : null
}

function nameAt(rest: string, names: readonly { id: string; name: string }[]): string | null {
  const hit = names.find(({ name }) => rest.startsWith(name) && !/^[\p{L}\p{N}_]/u.test(rest.slice(name.length)))
  return hit?.id ?? null
}
