import { describe, expect, it } from 'vitest'
import { monthOf } from './period'

describe('monthOf', () => {
  it.each([
    ['2026-11-30T23:59:59Z', 'UTC', '2026-11-01'],
    ['2026-12-01T00:00:00Z', 'UTC', '2026-12-01'],
    ['2026-11-30T23:30:00Z', 'Asia/Tokyo', '2026-12-01'],
    ['2026-12-01T03:00:00Z', 'America/New_York', '2026-11-01'],
    ['2026-12-31T23:30:00Z', 'Europe/Lisbon', '2026-12-01'],
    // summer time ends in the night to 1 November in New York
    ['2026-11-01T03:59:00Z', 'America/New_York', '2026-10-01'],
    ['2026-11-01T04:00:00Z', 'America/New_York', '2026-11-01'],
  ])('%s in %s is %s', (instant, zone, month) => expect(monthOf(new Date(instant), zone)).toBe(month))
})
