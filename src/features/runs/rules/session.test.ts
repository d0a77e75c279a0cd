import { expect, it } from 'vitest'
import { isWorthResuming, LONGEST_DAYS, MOST_RUNS, MOST_TOKENS } from './session'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const fresh = { runtime: 'codex', runs: 1, tokens: 1000, createdAt: '2026-11-21T11:00:00Z' }

it('goes on with a young and short session of the same runtime', () => {
  expect(isWorthResuming(fresh, 'codex', NOW)).toBe(true)
  expect(isWorthResuming(fresh, 'claude-code', NOW)).toBe(false)
})

it('pain 27: a session ends by its runs, its tokens and its age', () => {
  expect(isWorthResuming({ ...fresh, runs: MOST_RUNS }, 'codex', NOW)).toBe(false)
  expect(isWorthResuming({ ...fresh, tokens: MOST_TOKENS }, 'codex', NOW)).toBe(false)
  const old = new Date(NOW - LONGEST_DAYS * 86_400_000).toISOString()
  expect(isWorthResuming({ ...fresh, createdAt: old }, 'codex', NOW)).toBe(false)
})
