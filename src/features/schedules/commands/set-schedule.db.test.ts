import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { getAgent, updateAgent } from '@/features/org'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { setSchedule } from '..'

afterAll(closePools)

const POLICY = {
  ...{ catchUp: 'capped' as const, catchUpCap: 3, maxLatenessSeconds: 7200, staggerSeconds: 0 },
  officeHours: { days: [1, 5], from: '22:00', until: '06:00' },
}

describe('setSchedule', () => {
  it('pain 21: keeps each expression letter by letter', async () => {
    const company = await foundCompany()
    const { id: agentId } = await company.hire()
    const part = (max: number) => fc.oneof(fc.constant('*'), fc.integer({ min: 1, max }).map(String))
    const names = fc.constantFrom('*', 'MON-FRI', 'sun', '1,3,5', '0-6', '7')
    const crons = fc.tuple(part(59), part(23), part(28), part(12), names).map((parts) => parts.join(' '))
    await fc.assert(
      fc.asyncProperty(crons, async (cron) => {
        const { nextWakeAt } = await setSchedule(company.board, { agentId, cron })
        const { schedule } = await getAgent(company.board, { agentId })
        expect(schedule).toMatchObject({ cron, intervalSeconds: null, isEnabled: true })
        expect(Date.parse(schedule!.nextWakeAt!)).toBe(Date.parse(nextWakeAt!))
      }),
      { numRuns: 40 },
    )
  })

  it('keeps what becomes of slots, through a change that does not name it', async () => {
    const company = await foundCompany()
    const { id: agentId } = await company.hire({ schedule: { cron: '0 9 * * *', ...POLICY } })
    await updateAgent(company.board, { agentId, schedule: { intervalSeconds: 600 } })
    const read = async () => (await getAgent(company.board, { agentId })).schedule
    expect(await read()).toMatchObject({ cron: null, intervalSeconds: 600, ...POLICY })
    await updateAgent(company.board, { agentId, schedule: { officeHours: null, catchUp: 'skip' } })
    expect(await read()).toMatchObject({ ...POLICY, intervalSeconds: 600, catchUp: 'skip', officeHours: null })
  })

  it.each([
    { officeHours: { days: [], from: '09:00', until: '18:00' } },
    { officeHours: { days: [8], from: '09:00', until: '18:00' } },
    { officeHours: { days: [1], from: '9 o clock', until: '18:00' } },
    { officeHours: { days: [1], from: '09:00', until: '09:00' } },
    { staggerSeconds: -1 },
    { catchUp: 'capped' as const, catchUpCap: 26 },
    { maxLatenessSeconds: 59 },
  ])('refuses %j', async (policy) => {
    const company = await foundCompany()
    const { id: agentId } = await company.hire()
    await expect(setSchedule(company.board, { agentId, cron: '0 9 * * *', ...policy })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })
})
