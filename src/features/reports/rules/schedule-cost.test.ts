import { expect, it } from 'vitest'
import { type Known, scheduleCost } from './schedule-cost'

const MONTH_SECONDS = 2_629_746
const none = { runs: 0, lowMicros: 0, likelyMicros: 0, highMicros: 0, seconds: 0 }
const runs = (count: number) => ({ runs: count, lowMicros: 100, likelyMicros: 200, highMicros: 400, seconds: 60 })
const known: Known = { scheduled: none, own: none, company: none, sparedWakes: 0 }

it('multiplies slots, the share that makes a run, and the cost of a run', () => {
  expect(scheduleCost(700, { ...known, scheduled: runs(25), own: runs(40), sparedWakes: 75 }, MONTH_SECONDS)).toEqual({
    ...{ slotsAMonth: 700, runsAMonth: 175, basedOn: 'scheduled_runs', pastRuns: 25, sparedPercent: 75 },
    costMicros: { low: 17_500, likely: 35_000, high: 70_000 },
  })
})

it('falls back to all runs of the agent, then of the company, then knows nothing', () => {
  expect(scheduleCost(10, { ...known, scheduled: runs(2), own: runs(3) }, MONTH_SECONDS)).toMatchObject({
    ...{ basedOn: 'own_runs', sparedPercent: null, costMicros: { likely: 2000 } },
  })
  expect(scheduleCost(10, { ...known, own: runs(2), company: runs(9) }, MONTH_SECONDS).basedOn).toBe('company_runs')
  expect(scheduleCost(10, { ...known, company: runs(2) }, MONTH_SECONDS)).toMatchObject({
    ...{ basedOn: 'nothing', costMicros: null, runsAMonth: 10 },
  })
})

it('costs nothing when no wake ever found something to do', () => {
  const found = scheduleCost(700, { ...known, own: runs(5), sparedWakes: 20 }, MONTH_SECONDS)
  expect(found).toMatchObject({ sparedPercent: 100, runsAMonth: 0, costMicros: { low: 0, likely: 0, high: 0 } })
})

it('has no more runs than fit into a month one after the other', () => {
  expect(scheduleCost(262_974, { ...known, scheduled: runs(9) }, MONTH_SECONDS).runsAMonth).toBe(43_829)
})
