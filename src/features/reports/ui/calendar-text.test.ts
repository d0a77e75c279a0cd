import { expect, it } from 'vitest'
import { agendaOf, type ComingWake, cellOf, dayHead } from './calendar-text'

const few = { day: '2026-06-01', wakes: 1, times: ['2026-06-01T08:00:00.000Z'] }
const many = { day: '2026-06-02', wakes: 24, times: ['2026-06-01T23:00:00.000Z', '2026-06-02T00:00:00.000Z'] }

it('names the times of a day where there are few, and counts them where there are many', () => {
  const row = { days: [few, many], countedUntil: null }
  expect(cellOf(row, '2026-06-01', 'Europe/Lisbon')).toMatchObject({ text: '09:00', isDense: false })
  expect(cellOf(row, '2026-06-02', 'Europe/Lisbon')).toMatchObject({
    text: '24 wakes',
    more: '00:00, 01:00 and 22 more',
  })
  expect(cellOf(row, '2026-06-03', 'Europe/Lisbon').text).toBe('')
})

it('says that a schedule goes on where its wakes were not counted', () => {
  const row = { days: [many], countedUntil: '2026-06-02T12:00:00.000Z' }
  expect(cellOf(row, '2026-06-02', 'UTC').text).toBe('24+ wakes')
  expect(cellOf(row, '2026-06-03', 'UTC').text).toBe('goes on')
})

it('names the days', () => {
  expect([0, 1].map((index) => dayHead('2026-06-03', index))).toEqual(['Today', 'Tomorrow'])
  expect(dayHead('2026-06-03', 2)).toMatch(/^Wed,? 3 Jun$/)
})

const days = ['01', '02', '03', '04', '05'].map((day) => `2026-06-${day}`)
const wakes = (id: string, ...on: string[]) =>
  ({
    id,
    countedUntil: null,
    days: on.map((day) => ({ day, wakes: 1, times: [`${day}T08:00:00.000Z`] })),
  }) as ComingWake

it('draws the days on which nothing wakes together, but for today', () => {
  const told = (...rows: ComingWake[]) =>
    agendaOf(days, rows, 'UTC', false).map((part) =>
      'rows' in part
        ? [part.day.slice(8), part.rows.map((row) => row.id)]
        : [part.day.slice(8), part.untilDay.slice(8)],
    )
  expect(told(wakes('a', '2026-06-01', '2026-06-04'), wakes('b', '2026-06-04'))).toEqual([
    ['01', ['a']],
    ['02', '03'],
    ['04', ['a', 'b']],
    ['05', '05'],
  ])
  expect(told(wakes('a', '2026-06-05'))).toEqual([
    ['01', '01'],
    ['02', '04'],
    ['05', ['a']],
  ])
})

it('says of no day that it is quiet, and of no count that it is all, while more schedules are to be read', () => {
  const rows = [wakes('a', '2026-06-02', '2026-06-04'), wakes('b', '2026-06-04')]
  const counts = (hasMore: boolean) =>
    agendaOf(days, rows, 'UTC', hasMore).map((part) => [part.day.slice(8), 'rows' in part ? part.count : 'quiet'])
  expect(counts(true)).toEqual([
    ['02', '1+'],
    ['04', '2+'],
  ])
  expect(counts(false)).toEqual([
    ['01', 'quiet'],
    ['02', '1'],
    ['03', 'quiet'],
    ['04', '2'],
    ['05', 'quiet'],
  ])
})

it('tells the wakes of a day by the clock', () => {
  const at = (id: string, time: string) =>
    ({
      id,
      days: [{ day: '2026-06-01', wakes: 1, times: [`2026-06-01T${time}:00.000Z`] }],
      countedUntil: null,
    }) as ComingWake
  const [part] = agendaOf(
    ['2026-06-01'],
    [at('late', '09:30'), at('early', '06:00'), at('middle', '07:30')],
    'UTC',
    false,
  )
  expect(part && 'rows' in part && part.rows.map(({ id }) => id)).toEqual(['early', 'middle', 'late'])
})
