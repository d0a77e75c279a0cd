import { type Lint, type LintedAgent, lintOrg } from './lints'
import { atOrBelow } from './tree'

export type MoveEffect<T> = {
  /** Managers before and after, the nearest first. */
  chainBefore: T[]
  chainAfter: T[]
  /** Agents below the moved one, which go along. */
  along: number
  /** What becomes unhealthy about the tree, and what no longer is. */
  newLints: Lint[]
  endedLints: Lint[]
}

/** What it does to put an agent, with all below it, below another manager. The manager is not among those below. */
export function moveEffect<T extends LintedAgent>(
  agents: readonly T[],
  movedId: string,
  managerId: string,
): MoveEffect<T> {
  const after = agents.map((agent) => (agent.id === movedId ? { ...agent, managerId } : agent))
  const lintsBefore = lintOrg(agents)
  const lintsAfter = lintOrg(after)
  const isIn = (lints: Lint[]) => (lint: Lint) => lints.some(({ sentence }) => sentence === lint.sentence)
  return {
    chainBefore: chainOf(agents, movedId),
    chainAfter: chainOf(after, movedId),
    along: atOrBelow(agents, movedId).size - 1,
    newLints: lintsAfter.filter((lint) => !isIn(lintsBefore)(lint)),
    endedLints: lintsBefore.filter((lint) => !isIn(lintsAfter)(lint)),
  }
}

function chainOf<T extends LintedAgent>(agents: readonly T[], id: string): T[] {
  const byId = new Map(agents.map((agent) => [agent.id, agent]))
  const chain: T[] = []
  const above = (agent: T | undefined) => byId.get(agent?.managerId ?? '')
  for (let next = above(byId.get(id)); next && chain.length < agents.length; next = above(next)) chain.push(next)
  return chain
}

/** Why an agent cannot be put below another one; null when it can. */
export function reasonAgainstMove<T extends { id: string; name: string; managerId: string | null }>(
  agents: readonly T[],
  movedId: string,
  managerId: string,
): string | null {
  const nameOf = (id: string) => agents.find((agent) => agent.id === id)?.name ?? 'It'
  const moved = agents.find((agent) => agent.id === movedId)
  if (moved?.managerId === null)
    return `${moved.name} leads the company and reports to nobody. Terminate it to let another one take its place.`
  if (managerId === movedId) return 'Nobody reports to itself.'
  if (moved?.managerId === managerId) return `${nameOf(managerId)} is its manager now.`
  return atOrBelow(agents, movedId).has(managerId) ? `${nameOf(managerId)} is below ${moved?.name}.` : null
}
