import { describe, expect, it } from 'vitest'
import { moveEffect, reasonAgainstMove } from './move-effect'

const agent = (id: string, managerId: string | null, role = 'general', capMicros: number | null = null) => ({
  ...{ id, name: id, role, managerId, capMicros, poolMicros: null },
})

const agents = [
  agent('root', null, 'ceo', 10_000_000),
  agent('tech', 'root', 'cto', 1_000_000),
  agent('market', 'root', 'cmo', 3_000_000),
  agent('coder', 'tech', 'engineer', 500_000),
  agent('tester', 'coder', 'qa', 100_000),
]

describe('what a move does', () => {
  it('names the managers before and after, and how many go along', () => {
    const effect = moveEffect(agents, 'coder', 'market')
    expect(effect.chainBefore.map(({ id }) => id)).toEqual(['tech', 'root'])
    expect(effect.chainAfter.map(({ id }) => id)).toEqual(['market', 'root'])
    expect(effect.along).toBe(1)
  })

  it('says what becomes unhealthy by it, and what does not stay so', () => {
    const away = moveEffect(agents, 'coder', 'market')
    expect(away.newLints.map(({ rule }) => rule)).toEqual(['capability_mismatch'])
    const misplaced = agents.map((each) => (each.id === 'coder' ? { ...each, managerId: 'market' } : each))
    expect(moveEffect(misplaced, 'coder', 'tech').endedLints.map(({ rule }) => rule)).toEqual(['capability_mismatch'])
    expect(moveEffect(agents, 'market', 'tech').newLints.map(({ rule }) => rule)).toContain('budget_mismatch')
  })

  it('says why there are moves that cannot be', () => {
    expect(reasonAgainstMove(agents, 'root', 'tech')).toMatch(/^root leads the company/)
    expect(reasonAgainstMove(agents, 'tech', 'tester')).toBe('tester is below tech.')
    expect(reasonAgainstMove(agents, 'tech', 'tech')).toBe('Nobody reports to itself.')
    expect(reasonAgainstMove(agents, 'coder', 'tech')).toBe('tech is its manager now.')
    expect(reasonAgainstMove(agents, 'coder', 'market')).toBeNull()
  })
})
