import { afterAll, expect, it } from 'vitest'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { findPrices, reportCost, setModelPrice } from '..'

afterAll(closePools)

it('shows what is used and priced by the company, and what the table has of a name, each with who says so', async () => {
  const { board, hire } = await foundCompany()
  const agent = await hire()
  expect((await findPrices(board, {})).prices).toEqual([])
  for (const model of ['claude-opus-4-5', 'of-nobody'])
    await reportCost(board, { agentId: agent.id, model, tokensIn: 5 })
  const { id } = await setModelPrice(board, { model: 'ours-*', inMicros: 1_000_000, outMicros: 2_000_000 })
  const used = await findPrices(board, {})
  const by = (model: string) => used.prices.find((price) => price.model === model)
  expect(used.prices).toHaveLength(3)
  expect(by('claude-opus-4-5')).toMatchObject({ source: 'table', inMicros: 5_000_000, isUsed: true, ownPriceId: null })
  expect(by('of-nobody')).toMatchObject({ source: null, inMicros: null })
  expect(by('ours-*')).toMatchObject({ source: 'company', ownPriceId: id, isUsed: false })
  const found = await findPrices(board, { search: 'OPUS', limit: 5 })
  expect(found).toMatchObject({ hasMore: true, table: { source: 'package' } })
  expect(found.prices[0]).toMatchObject({ model: 'claude-opus-4-5', isUsed: true })
  expect(found.prices).toHaveLength(5)
  expect(found.prices.every(({ source }) => source === 'table')).toBe(true)
})
