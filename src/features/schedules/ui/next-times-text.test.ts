import { expect, it } from 'vitest'
import { nextTimesText } from './next-times-text'

const now = new Date('2026-06-03T18:05:00Z')
const workdays = { days: [1, 2, 3, 4, 5], from: '09:00', until: '18:00' }
const told = (cron: string | null, intervalSeconds: number | null, officeHours = workdays) =>
  nextTimesText({ timing: { cron, intervalSeconds }, zone: 'UTC', officeHours }, now)

it('has the times of an interval on the next day when the office has closed', () => {
  const { words, times } = told(null, 10)
  expect(words).toBe('Every 10 seconds')
  expect(times.map((time) => /4 Jun.*(\d\d:\d\d:\d\d)/.exec(time)?.[1])).toEqual(['09:00:00', '09:00:10', '09:00:20'])
})

it('says of what it does not find that it comes not soon', () => {
  expect(told('* 3 * * *', null)).toEqual({ words: expect.stringMatching(/^Not soon/), times: [] })
})

it('leaves office hours aside while they are being typed', () => {
  for (const hours of [{ days: [] }, { from: '' }, { until: '09:00' }])
    expect(told('* 3 * * *', null, { ...workdays, ...hours }).times).toHaveLength(3)
})

it('names a zone that is none, and has no times in another one', () => {
  const timing = { cron: '0 9 * * *', intervalSeconds: null }
  const { words, times } = nextTimesText({ timing, zone: 'Europe/Lisbom', officeHours: null }, now)
  expect(words).toMatch(/^Europe\/Lisbom is not a time zone\./)
  expect(times).toEqual([])
})
