import { expect, it } from 'vitest'
import { costText, usageText } from './schedule-cost-text'

const estimate: Parameters<typeof costText>[0] = {
  ...{ slotsAMonth: 730, runsAMonth: 183, basedOn: 'scheduled_runs', pastRuns: 12, sparedPercent: 75 },
  costMicros: { low: 2_000_000, likely: 3_000_000, high: 5_000_000 },
}

it.each([
  [costText(estimate), 'This schedule costs about $3.00 a month ($2.00 to $5.00).'],
  [
    usageText(estimate),
    '730 wakes a month; 75 % of them found nothing to do, so about 183 runs; judged by 12 scheduled runs.',
  ],
  [costText({ ...estimate, costMicros: null }), 'What it costs is not known: nobody has run yet.'],
  [
    usageText({ ...estimate, basedOn: 'nothing', sparedPercent: null }),
    '730 wakes a month; if each finds something to do.',
  ],
  [costText({ ...estimate, slotsAMonth: 0 }), 'It never wakes, and costs nothing.'],
  [
    costText({ ...estimate, sparedPercent: 100, costMicros: { low: 0, likely: 0, high: 0 } }),
    'It costs nothing: no wake found anything to do so far.',
  ],
])('%s', (text, expected) => expect(text).toBe(expected))
