import { expect, it } from 'vitest'
import { cronProblem } from '../rules/slots'
import { SCHEDULE_CHOICES } from './schedule-choices'

it('offers only schedules that the product accepts', () => {
  const crons = SCHEDULE_CHOICES.flatMap((choice) => choice.schedule?.cron ?? [])
  expect(crons.map((cron) => cronProblem(cron, 'UTC'))).toEqual(crons.map(() => null))
})
