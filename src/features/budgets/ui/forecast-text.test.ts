import { expect, it } from 'vitest'
import { limitText, rangeText, unknownText } from './forecast-text'

type Forecast = Parameters<typeof limitText>[0]

const budget: Forecast['budget'] = {
  ...{
    budgetId: 'b',
    scopeKind: 'agent',
    scopeId: 'a',
    scopeName: 'Ada',
    metric: 'money',
    window: 'month',
    windowHours: 0,
    cap: 10,
    warnPercent: 80,
    stopPercent: 100,
    periodStart: '2026-11-01',
  },
  ...{ spent: 4, reserved: 0, remaining: 6, state: 'ok' },
}
const forecast: Forecast = {
  ...{ basedOnDays: 9, activeDays: 9, unknownBecause: null, perDay: null, atEnd: null, drivers: [] },
  ...{ budget, lastDay: '2026-11-30', recent: 0, before: 0 },
  reachesCap: { low: null, likely: null, high: null, chancePercent: 0 },
}
const reaching = (low: string | null, likely: string | null, high: string | null) =>
  limitText({ ...forecast, reachesCap: { low, likely, high, chancePercent: 30 } })

it.each([
  [reaching(null, null, null), 'At this pace the limit lasts to 30 Nov.'],
  [reaching('2026-11-28', null, null), 'The limit may be reached from 28 Nov on: in 30 of 100 outcomes.'],
  [reaching('2026-11-24', '2026-11-26', null), 'The limit is reached about 26 Nov (from 24 Nov on, or not at all).'],
  [reaching('2026-11-24', '2026-11-26', '2026-11-29'), 'The limit is reached about 26 Nov (24 Nov to 29 Nov).'],
  [reaching('2026-11-24', '2026-11-24', '2026-11-24'), 'The limit is reached on 24 Nov.'],
  [limitText({ ...forecast, budget: { ...budget, state: 'exceeded' } }), 'The limit is reached.'],
  [limitText({ ...forecast, reachesCap: null }), null],
  [
    unknownText({ ...forecast, unknownBecause: 'too_few_days', basedOnDays: 1 }),
    expect.stringContaining('One complete day of spend is'),
  ],
  [unknownText({ ...forecast, unknownBecause: 'no_spend' }), expect.stringContaining('after the first full days')],
  [rangeText('money', { low: 4_000_000, high: 6_000_000 }), '$4.00 to $6.00'],
  [rangeText('money', { low: 4_000_000, high: 4_000_001 }), '$4.00'],
])('%s', (text, expected) => expect(text).toEqual(expected))
