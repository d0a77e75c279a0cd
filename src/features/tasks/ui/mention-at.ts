/** The `@word` that is being typed just before the caret, and where it starts; null when none is. */
export function mentionAt(text: string, caret: number): { start: number; query: string } | null {
  const match = /(?:^|[\s(])@([\p{L}\p{N}_-]*(?: [\p{L}\p{N}_-]*)?)$/u.exec(text.slice(0, caret))
  if (!match) return null
  const query = match[1] ?? ''
  return { start: caret - query.length - 1, query }
}

/** The names that a typed mention may mean, best first, at most six. */
export function mentionChoices<Agent extends { name: string }>(agents: readonly Agent[], query: string): Agent[] {
  const wanted = query.toLowerCase()
  const fits = (agent: Agent) => agent.name.toLowerCase().includes(wanted)
  const starts = (agent: Agent) => agent.name.toLowerCase().startsWith(wanted)
  return agents
    .filter(fits)
    .sort((a, b) => Number(starts(b)) - Number(starts(a)))
    .slice(0, 6)
}
