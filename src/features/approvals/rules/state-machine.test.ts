import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOpen } from './open'
import { ApprovalStatus, reachedFrom, statusAt } from './state-machine'

describe('reachedFrom', () => {
  it('never leaves a final state, whatever is asked for', () => {
    const anyStatus = fc.constantFrom(...ApprovalStatus.options)
    fc.assert(
      fc.property(fc.array(anyStatus, { maxLength: 30 }), (wishes) => {
        let status: ApprovalStatus = 'pending'
        let endings = 0
        for (const wish of wishes) {
          if (!reachedFrom(wish).includes(status)) continue
          status = wish
          if (!isOpen(status)) endings += 1
        }
        return endings <= 1
      }),
    )
  })

  it('comes back to pending only from a revision', () => expect(reachedFrom('pending')).toEqual(['revision_requested']))
})

describe('statusAt', () => {
  const now = new Date('2026-06-01T12:00:00Z')
  it.each([
    ['pending', '2026-06-01T12:00:00Z', 'expired'],
    ['revision_requested', '2026-06-01T11:00:00Z', 'expired'],
    ['pending', '2026-06-01T12:00:01Z', 'pending'],
    ['pending', null, 'pending'],
    ['approved', '2026-06-01T11:00:00Z', 'approved'],
  ] as const)('%s until %s is %s', (stored, expiresAt, expected) =>
    expect(statusAt(stored, expiresAt, now)).toBe(expected),
  )
})
