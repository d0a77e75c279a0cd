import { afterAll, expect, it } from 'vitest'
import { setClock } from '@/platform/clock'
import { acrossCompanies, closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { markConsumed, sweepUnconsumed, takeUnrelayed } from './store'

afterAll(closePools)

const MINUTE = 60_000

async function at<T>(minutes: number, what: () => Promise<T>): Promise<T> {
  const restore = setClock(() => new Date(Date.now() + minutes * MINUTE))
  return what().finally(restore)
}

/** Puts an event in line and hands over what waits. */
async function handedOver(companyId: string): Promise<string> {
  const id = newId()
  await asDatabaseOwner(
    `INSERT INTO "OutboxEvent" (id, "companyId", name, data, "isForEngine") VALUES ($1, $2, 'task/closed', '{}', true)`,
    [id, companyId],
  )
  await relay()
  return id
}

const relay = () => acrossCompanies((sql) => takeUnrelayed(sql, 10_000))

/** The minutes, each looked at once, in which the event is handed over again. */
async function repeats(id: string, minutes: number): Promise<number[]> {
  const found: number[] = []
  for (let minute = 1; minute <= minutes; minute++) {
    const again = await at(minute, async () => {
      await sweepUnconsumed(120)
      return relay()
    })
    if (again.some((event) => event.id.startsWith(id))) found.push(minute)
  }
  return found
}

it('hands an event over again that nobody took up, ever more seldom: one that nobody can take does not fill the engine', async () => {
  const company = await foundCompany()
  const id = await handedOver(company.id)
  const again = await repeats(id, 600)
  expect(again.slice(0, 3)).toEqual([2, 6, 14])
  expect(again.length).toBeLessThan(30)
  // and never given up
  expect(again.at(-1)).toBeGreaterThan(560)
})

it('hands over no more what was taken up', async () => {
  const company = await foundCompany()
  const id = await handedOver(company.id)
  await markConsumed(`${id}#2`)
  expect(await repeats(id, 5)).toEqual([])
})
