import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { updatePrices, waitForUpdate } from '@pydantic/genai-prices'
import { afterAll, describe, expect, it } from 'vitest'
import { closePools } from '@/platform/database'
import { codeOf, foundCompany } from '@/testing/company'
import { getModelPrice, listModelPrices, removeModelPrice, reportCost, setModelPrice } from '.'
import { loadPriceTable } from './price-table'

afterAll(closePools)
const MILLION = { tokensIn: 1_000_000, tokensOut: 0 }
const OUT = { outMicros: 0 }

describe('a company\u2019s own price', () => {
  it('goes before the table: the exact name, then the longest beginning, then a provider, then the latest day', async () => {
    const { board, hire } = await foundCompany()
    const agent = await hire()
    const cost = async (model: string, provider = '') =>
      (await reportCost(board, { agentId: agent.id, ...MILLION, model, provider })).cost.costMicros
    expect(await cost('claude-opus-4-5')).toBe(5_000_000)
    await setModelPrice(board, { model: 'claude-*', inMicros: 1_000_000, ...OUT })
    expect(await cost('claude-opus-4-5')).toBe(1_000_000)
    await setModelPrice(board, { model: 'Claude-Opus-*', inMicros: 2_000_000, ...OUT })
    expect(await cost('claude-opus-4-5')).toBe(2_000_000)
    await setModelPrice(board, { model: 'claude-opus-4-5', inMicros: 3_000_000, ...OUT })
    await setModelPrice(board, { model: 'claude-opus-4-5', provider: 'Ours', inMicros: 4_000_000, ...OUT })
    expect(await cost('claude-opus-4-5')).toBe(3_000_000)
    expect(await cost('CLAUDE-opus-4-5', 'ours')).toBe(4_000_000)
    await setModelPrice(board, { model: 'claude-opus-4-5', inMicros: 9_000_000, ...OUT, startsOn: '2999-01-01' })
    await setModelPrice(board, { model: 'claude-opus-4-5', inMicros: 8_000_000, ...OUT, startsOn: '2020-01-01' })
    expect(await cost('claude-opus-4-5')).toBe(3_000_000)
  })

  it('is shown with where it comes from, replaced on the same day, and taken back', async () => {
    const { board } = await foundCompany()
    await setModelPrice(board, { model: 'made-up', inMicros: 1, ...OUT })
    const { id } = await setModelPrice(board, { model: 'made-up', inMicros: 7, ...OUT })
    expect(await listModelPrices(board, {})).toMatchObject([{ id, inMicros: 7, cachedMicros: null }])
    expect(await getModelPrice(board, { model: 'made-up' })).toMatchObject({ source: 'company', cachedMicros: 7 })
    await removeModelPrice(board, { priceId: id })
    expect(await getModelPrice(board, { model: 'made-up' })).toMatchObject({ source: null, inMicros: null })
    const known = await getModelPrice(board, { model: 'gemini-2.5-pro' })
    expect(known).toMatchObject({ source: 'table', inMicros: 1_250_000 })
    expect(known.tiers).toContainEqual({ of: 'in', aboveTokens: 200_000, micros: 2_500_000 })
  })

  it('is set by the board only', async () => {
    const { asAgent, hire } = await foundCompany()
    const mine = setModelPrice(await asAgent((await hire()).id), { model: 'x', inMicros: 0, ...OUT })
    expect(await codeOf(mine)).toBe('forbidden')
  })
})

describe('a newer price table', () => {
  const row = (prices: object) => [
    {
      ...{ id: 'acme', name: 'Acme', api_pattern: 'https://acme', model_match: { starts_with: 'acme-' } },
      models: [{ id: 'acme-1', match: { equals: 'acme-1' }, prices }],
    },
  ]
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-prices-')), 'data.json')
  // the table is the package's, which the tests of a process share
  const before = waitForUpdate()
  afterAll(async () => {
    const table = await before
    updatePrices(({ setProviderData }) => setProviderData(table))
    fs.rmSync(path.dirname(file), { recursive: true })
  })

  it('is read from a file or an address, and a wrong one changes nothing', async () => {
    const { board } = await foundCompany()
    const price = async () => (await getModelPrice(board, { model: 'acme-1' })).inMicros
    fs.writeFileSync(file, JSON.stringify(row({ input_mtok: 2, output_mtok: 3 })))
    expect(await loadPriceTable(file)).toBe(1)
    expect(await price()).toBe(2_000_000)
    for (const wrong of ['[]', '{}', 'nonsense', '[{"id":"x"}]', JSON.stringify(row({ input_mtok: 'free' }))]) {
      fs.writeFileSync(file, wrong)
      await expect(loadPriceTable(file)).rejects.toThrow()
    }
    expect(await price()).toBe(2_000_000)
    expect((await getModelPrice(board, { model: 'acme-1' })).table.source).toBe(file)
    const text = JSON.stringify(row({ input_mtok: { base: 4, tiers: [{ start: 1000, price: 6 }] } }))
    const server = http.createServer((_, answer) => answer.end(text)).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    await loadPriceTable(`http://127.0.0.1:${(server.address() as AddressInfo).port}/data.json`)
    server.close()
    expect(await getModelPrice(board, { model: 'acme-1' })).toMatchObject({
      ...{ inMicros: 4_000_000, tiers: [{ of: 'in', aboveTokens: 1000, micros: 6_000_000 }] },
    })
  })
})
