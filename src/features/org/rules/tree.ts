type Placed = { id: string; managerId: string | null }

/**
 * The agents in the order of the chart: each manager before its reports, siblings as they came, with its level below the top (0).
 * Whose manager is not among them stands at the top.
 */
export function inTreeOrder<T extends Placed>(agents: readonly T[]): (T & { depth: number })[] {
  const ids = new Set(agents.map((agent) => agent.id))
  const reports = new Map<string | null, T[]>()
  for (const agent of agents) {
    const above = agent.managerId && ids.has(agent.managerId) ? agent.managerId : null
    reports.set(above, [...(reports.get(above) ?? []), agent])
  }
  const placed: (T & { depth: number })[] = []
  const open = (reports.get(null) ?? []).map((agent) => ({ agent, depth: 0 })).reverse()
  for (let next = open.pop(); next; next = open.pop()) {
    const { agent, depth } = next
    placed.push({ ...agent, depth })
    const below = (reports.get(agent.id) ?? []).map((report) => ({ agent: report, depth: depth + 1 }))
    open.push(...below.reverse())
  }
  return placed
}

/** Ids of an agent and of everybody below it: nobody among them can be its manager. */
export function atOrBelow(agents: readonly Placed[], id: string): Set<string> {
  const found = new Set([id])
  for (const agent of inTreeOrder(agents)) if (agent.managerId && found.has(agent.managerId)) found.add(agent.id)
  return found
}

/** Some agents of a tree with all their managers, so that what is shown of it hangs together. */
export function withManagers<T extends Placed>(agents: readonly T[], isChosen: (agent: T) => boolean): T[] {
  const kept = new Set<string>()
  // reports come behind their managers, so that from the end each manager hears of all its reports first
  for (const agent of inTreeOrder(agents).reverse()) {
    if (!isChosen(agent) && !kept.has(agent.id)) continue
    kept.add(agent.id)
    if (agent.managerId) kept.add(agent.managerId)
  }
  return agents.filter(({ id }) => kept.has(id))
}
