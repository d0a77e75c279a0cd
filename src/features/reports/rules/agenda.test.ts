import { describe, expect, it } from 'vitest'
import { agendaOf, daysFrom } from './agenda'

const daily = { cron: '0 9 * * *', intervalSeconds: null, zone: 'Europe/Lisbon', officeHours: null }

describe('the agenda of a schedule', () => {
  it('has each wake on its day in the zone of the company', () => {
    const nextAt = new Date('2026-06-01T08:00:00Z')
    const { days, countedUntil } = agendaOf({ ...daily, nextAt }, 'Asia/Tokyo', new Date('2026-06-04T00:00:00Z'))
    expect(days).toEqual([
      { day: '2026-06-01', wakes: 1, times: ['2026-06-01T08:00:00.000Z'] },
      { day: '2026-06-02', wakes: 1, times: ['2026-06-02T08:00:00.000Z'] },
      { day: '2026-06-03', wakes: 1, times: ['2026-06-03T08:00:00.000Z'] },
    ])
    expect(countedUntil).toBeNull()
    const late = agendaOf(
      { ...daily, cron: '0 20 * * *', zone: 'UTC', nextAt: new Date('2026-06-01T20:00:00Z') },
      'Asia/Tokyo',
      new Date('2026-06-02T00:00:00Z'),
    )
    expect(late.days[0]?.day).toBe('2026-06-02')
  })

  it('leaves out what is outside of the office hours', () => {
    const officeHours = { days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' }
    const hourly = { cron: null, intervalSeconds: 3600, zone: 'UTC', officeHours }
    const nextAt = new Date('2026-06-05T00:00:00Z') // a Friday
    const { days } = agendaOf({ ...hourly, nextAt }, 'UTC', new Date('2026-06-08T00:00:00Z'))
    expect(days).toMatchObject([{ day: '2026-06-05', wakes: 10 }])
    expect(days[0]?.times).toHaveLength(6)
  })

  it('counts a dense schedule only so far, and says how far', () => {
    const nextAt = new Date('2026-06-01T00:00:00Z')
    const minutely = { cron: null, intervalSeconds: 60, zone: 'UTC', officeHours: null, nextAt }
    const { days, countedUntil } = agendaOf(minutely, 'UTC', new Date('2026-06-08T00:00:00Z'))
    expect(days).toMatchObject([{ day: '2026-06-01', wakes: 200 }])
    expect(countedUntil).toBe('2026-06-01T03:20:00.000Z')
  })

  it('names the days of a zone, also over the night that changes the clock', () => {
    expect(daysFrom(new Date('2026-10-24T22:30:00Z'), 3, 'Europe/Lisbon')).toEqual([
      '2026-10-24',
      '2026-10-25',
      '2026-10-26',
    ])
    expect(daysFrom(new Date('2026-12-30T16:00:00Z'), 3, 'Asia/Tokyo')).toEqual([
      '2026-12-31',
      '2027-01-01',
      '2027-01-02',
    ])
  })
})
