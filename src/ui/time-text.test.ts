import { describe, expect, it } from 'vitest'
import { durationText, exactTime, relativeTime } from './time-text'

const now = Date.parse('2026-11-21T12:00:00Z')
const shifted = (seconds: number) => new Date(now + seconds * 1000).toISOString()

describe('relativeTime', () => {
  it.each([
    [0, 'just now'],
    [-44, 'just now'],
    [-60, '1 min ago'],
    [-59 * 60, '1 h ago'],
    [-3_600, '1 h ago'],
    [-5 * 3_600, '5 h ago'],
    [-3 * 86_400, '3 d ago'],
    [20, 'in a moment'],
    [7_200, 'in 2 h'],
    [-400 * 86_400, '1 y ago'],
  ])('%i seconds away reads %s', (seconds, text) => {
    expect(relativeTime(shifted(seconds), now)).toBe(text)
  })
})

describe('durationText', () => {
  it.each([
    [12, '12 ms'],
    [1_000, '1 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
    [3_600_000, '1 h'],
  ])('%i ms reads %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text)
  })
})

it('tells an exact time in another zone, too, where it is another time there', () => {
  const at = '2026-06-01T12:00:00.000Z'
  const zones = ['Asia/Tokyo', 'America/New_York'].map((zone) => exactTime(at, zone))
  expect(zones.some((text) => /; 1 Jun, (21|08):00 in (Asia|America)/.test(text))).toBe(true)
  expect(exactTime(at, Intl.DateTimeFormat().resolvedOptions().timeZone)).toBe(exactTime(at))
})
