import { expect, it } from 'vitest'
import { scheduleText } from './schedule-words'

it.each([
  [900, 'Every 15 minutes'],
  [3_600, 'Every hour'],
  [90, 'Every 90 seconds'],
  ['* * * * *', 'Every minute'],
  ['*/5 * * * *', 'Every 5 minutes'],
  ['0 * * * *', 'Every hour'],
  ['5 * * * *', 'Every hour at minute 5'],
  ['0 */6 * * *', 'Every 6 hours'],
  ['30 7 * * *', 'Every day at 07:30'],
  ['0 9,17 * * *', 'Every day at 09:00 and 17:00'],
  ['0 9 * * 1-5', 'Workdays at 09:00'],
  ['*/15 8-18 * * 1-5', 'Workdays, every 15 minutes from 08:00 until 19:00'],
  ['0 9 * * 7', 'Sundays at 09:00'],
  // Sunday is both 0 and 7; a number that comes twice is one
  ['0 0 * * 0,7', 'Sundays at 00:00'],
  ['0 0 * * 1,0,7', 'Mondays and Sundays at 00:00'],
  ['0 9,9,17 * * *', 'Every day at 09:00 and 17:00'],
  // a step over the whole hour or day comes once in it
  ['*/60 * * * *', 'Every hour'],
  ['0 */24 * * *', 'Every day at 00:00'],
  ['*/1 * * * *', 'Every minute'],
  ['0 9 * * 1,3,5', 'Mondays, Wednesdays and Fridays at 09:00'],
  ['0 9 1 * *', 'Day 1 of each month at 09:00'],
  ['0 9 L * *', 'Last day of each month at 09:00'],
  ['0 9 1,15 1,7 *', 'Days 1 and 15 of January and July at 09:00'],
  // an uneven step begins anew each hour; a date and a weekday go by either
  ['*/7 * * * *', 'Cron */7 * * * *'],
  ['0 9 1 * 1', 'Cron 0 9 1 * 1'],
])('%s reads %s', (times, text) => {
  const timing =
    typeof times === 'number' ? { cron: null, intervalSeconds: times } : { cron: times, intervalSeconds: null }
  expect(scheduleText(timing)).toBe(text)
})
