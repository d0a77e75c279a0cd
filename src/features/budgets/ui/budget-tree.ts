import type { BudgetView } from '../schema'

type Member = { id: string; managerId: string | null }

/** A budget as a row: how deep its scope stands, and whether it is the first of its scope, which is named there. */
export type BudgetLine<Budget> = { budget: Budget; depth: number; isFirst: boolean }
export type BudgetSection<Budget> = { title: string; lines: BudgetLine<Budget>[] }

type Named = Pick<BudgetView, 'budgetId' | 'scopeKind' | 'scopeId' | 'scopeName' | 'metric' | 'window' | 'spent'>

/**
 * Budgets as they are read: the company's, those of the agents down the org tree (of a manager first what it has with all below, then
 * its own), then teams, projects and goals by name. Agents who are gone stand last, and only with spend.
 */
export function budgetTree<Budget extends Named>(
  budgets: readonly Budget[],
  agents: readonly Member[],
): BudgetSection<Budget>[] {
  const byScope = groupedBy(budgets, ({ scopeKind, scopeId }) => `${scopeKind} ${scopeId}`)
  const linesOf = (kind: Named['scopeKind'], id: string, depth: number) =>
    (byScope.get(`${kind} ${id}`) ?? []).toSorted(byMetric).map((budget, at) => ({ budget, depth, isFirst: at === 0 }))
  const placed = placesOf(agents)
  const known = new Set(placed.map(({ id }) => id))
  const gone = [...byScope.values()].flatMap(([first]) =>
    first && ['agent', 'subtree'].includes(first.scopeKind) && !known.has(first.scopeId) && first.spent > 0
      ? [first]
      : [],
  )
  const ofKind = (kind: Named['scopeKind']) =>
    [...byScope.values()]
      .flatMap(([first]) => (first?.scopeKind === kind ? [first] : []))
      .sort((a, b) => a.scopeName.localeCompare(b.scopeName))
      .flatMap(({ scopeId }) => linesOf(kind, scopeId, 0))
  const people = placed.flatMap(({ id, depth }) => [...linesOf('subtree', id, depth), ...linesOf('agent', id, depth)])
  return [
    { title: 'Company', lines: ofKind('company') },
    { title: 'Agents', lines: [...people, ...gone.flatMap((each) => linesOf(each.scopeKind, each.scopeId, 0))] },
    { title: 'Teams', lines: ofKind('team') },
    { title: 'Projects', lines: ofKind('project') },
    { title: 'Goals', lines: ofKind('goal') },
  ].filter(({ lines }) => lines.length > 0)
}

const METRIC_ORDER = ['money', 'tokens', 'runs']
const WINDOW_ORDER = ['month', 'rolling', 'lifetime']

function byMetric(a: Named, b: Named): number {
  const rank = ({ metric, window }: Named) => METRIC_ORDER.indexOf(metric) * 3 + WINDOW_ORDER.indexOf(window)
  return rank(a) - rank(b)
}

/** Every agent once, each after its manager, with how many managers stand above it. */
function placesOf(agents: readonly Member[]): { id: string; depth: number }[] {
  const known = new Set(agents.map(({ id }) => id))
  const below = groupedBy(agents, ({ managerId }) => (managerId && known.has(managerId) ? managerId : null))
  const walk = (managerId: string | null, depth: number): { id: string; depth: number }[] =>
    (below.get(managerId) ?? []).flatMap(({ id }) => [{ id, depth }, ...walk(id, depth + 1)])
  return walk(null, 0)
}

function groupedBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
