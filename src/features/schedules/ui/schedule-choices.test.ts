import { expect, it } from 'vitest'
import { cronProblem } from '../rules/slots'
import { SCHEDULE_CHOICES, scheduleText } from './schedule-choices'

it.each([
  [{ cron: null, intervalSeconds: 900 }, 'Every 15 minutes'],
  [{ cron: null, intervalSeconds: 3_600 }, 'Every hour'],
  [{ cron: null, intervalSeconds: 90 }, 'Every 90 seconds'],
  [{ cron: '0 9 * * 1-5', intervalSeconds: null }, 'Workdays at 09:00'],
  [{ cron: '30 7 * * *', intervalSeconds: null }, 'Every day at 07:30'],
  [{ cron: '0 9 * * 7', intervalSeconds: null }, 'Sundays at 09:00'],
  [{ cron: '*/5 * * * *', intervalSeconds: null }, 'Every 5 minutes'],
  [{ cron: '5 * * * *', intervalSeconds: null }, 'Every hour at minute 5'],
  [{ cron: '0 9 1 * *', intervalSeconds: null }, 'Cron 0 9 1 * *'],
])('%o reads %s', (timing, text) => {
  expect(scheduleText(timing)).toBe(text)
})

it('offers only schedules that the product accepts', () => {
  const crons = SCHEDULE_CHOICES.flatMap((choice) => choice.schedule?.cron ?? [])
  expect(crons.map((cron) => cronProblem(cron, 'UTC'))).toEqual(crons.map(() => null))
})
