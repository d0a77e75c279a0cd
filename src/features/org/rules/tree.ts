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
