import { expect, it } from 'vitest'
import { type LintedAgent, lintOrg } from './lints'

const agent = (
  id: string,
  managerId: string | null,
  role = 'general',
  capMicros: number | null = null,
  poolMicros: number | null = null,
): LintedAgent => ({
  ...{ id, name: id, role, managerId, capMicros, poolMicros },
})
const many = (count: number, prefix: string, managerId: string) =>
  Array.from({ length: count }, (_, i) => agent(`${prefix}${i}`, managerId))
const rules = (agents: LintedAgent[]) => lintOrg(agents).map(({ rule, agentId }) => `${rule} ${agentId}`)
const ceo = agent('ceo', null, 'ceo')

it('finds nothing in a healthy company, or in none', () => {
  expect(lintOrg([])).toEqual([])
  const company = [ceo, agent('cto', 'ceo', 'cto'), agent('dev', 'cto', 'engineer'), agent('art', 'cto', 'designer')]
  expect(lintOrg(company)).toEqual([])
})

it('too flat: more than twenty reports', () => {
  expect(rules([ceo, ...many(20, 'r', 'ceo')])).toEqual([])
  expect(rules([ceo, ...many(21, 'r', 'ceo')])).toEqual(['too_flat ceo'])
})

it('too deep: five levels for fewer than fifteen agents', () => {
  const line = [ceo, agent('a', 'ceo'), agent('b', 'a'), agent('c', 'b')]
  expect(rules(line)).toEqual([])
  const deep = [...line, agent('d', 'c')]
  expect(rules(deep)).toEqual(['too_deep d'])
  expect(rules([...deep, ...many(9, 'r', 'a')])).toEqual(['too_deep d'])
  expect(rules([...deep, ...many(10, 'r', 'a')])).toEqual([])
})

it('unbalanced: one department of ten or more beside one of one', () => {
  const two = [ceo, agent('big', 'ceo'), agent('small', 'ceo')]
  expect(rules([...two, ...many(8, 'r', 'big')])).toEqual([])
  expect(rules([...two, ...many(9, 'r', 'big')])).toEqual(['unbalanced big'])
  expect(rules([...two, ...many(9, 'r', 'big'), agent('second', 'small')])).toEqual([])
})

it('capability mismatch: an engineer below marketing', () => {
  expect(rules([ceo, agent('mia', 'ceo', 'cmo'), agent('dev', 'mia', 'engineer')])).toEqual(['capability_mismatch dev'])
  expect(rules([ceo, agent('mia', 'ceo', 'cmo'), agent('any', 'mia', 'general')])).toEqual([])
})

it('budget mismatch: the reports have more than their manager', () => {
  const boss = (cap: number | null) => agent('boss', null, 'ceo', cap)
  const reports = [agent('a', 'boss', 'general', 150_000_000), agent('b', 'boss', 'general', 50_000_000)]
  expect(rules([boss(100_000_000), ...reports])).toEqual(['budget_mismatch boss'])
  expect(rules([boss(200_000_000), ...reports])).toEqual([])
  expect(rules([boss(null), ...reports])).toEqual([])
  expect(lintOrg([boss(100_000_000), ...reports])[0]?.sentence).toBe(
    'boss has $100.00 a month, its reports have $200.00 together.',
  )
})
