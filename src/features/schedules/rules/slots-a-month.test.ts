import { expect, it } from 'vitest'
import { slotsAMonth } from './slots-a-month'

const AFTER = new Date('2026-06-01T00:00:00Z')
const WORKDAYS = { days: [1, 2, 3, 4, 5], from: '09:00', until: '17:00' }
const cron = (text: string) => ({ cron: text, intervalSeconds: null })
const every = (intervalSeconds: number) => ({ cron: null, intervalSeconds })

it.each([
  ['an hour', every(3600), null, 730.5],
  ['an hour of workdays', every(3600), WORKDAYS, 174],
  ['15 minutes', every(900), null, 2922],
  ['15 minutes of workdays', every(900), WORKDAYS, 696],
  ['ten seconds', every(10), null, 262_974],
  ['ten seconds of workdays', every(10), WORKDAYS, 62_613],
  ['a day', cron('0 9 * * *'), null, 30.4],
  ['a workday', cron('0 9 * * 1-5'), null, 21.8],
  ['a first of the month', cron('0 9 1 * *'), null, 1],
  ['every minute', cron('* * * * *'), null, 43_829],
  ['5 minutes', cron('*/5 * * * *'), null, 8766],
  ['5 minutes of workdays', cron('*/5 * * * *'), WORKDAYS, 2087],
  ['5 minutes of office hours by cron', cron('*/5 9-16 * * 1-5'), null, 2087],
  ['hours outside of the office hours', cron('0 3 * * *'), WORKDAYS, 0],
  ['no timing', { cron: null, intervalSeconds: null }, null, 0],
])('%s', (_name, timing, hours, expected) => {
  const found = slotsAMonth(timing, 'Europe/Lisbon', hours, AFTER)
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(Math.max(0.5, expected * 0.03))
})
