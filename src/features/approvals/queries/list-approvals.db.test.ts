import { afterAll, beforeAll, expect, it } from 'vitest'
import { closePools } from '@/platform/database'
import { foundCompany, type TestCompany } from '@/testing/company'
import { countPendingApprovals, decideApproval, listApprovals, requestApproval, requestHire } from '..'

afterAll(closePools)

let company: TestCompany
let ceo: Awaited<ReturnType<TestCompany['hire']>>
let asCeo: Awaited<ReturnType<TestCompany['asAgent']>>

beforeAll(async () => {
  company = await foundCompany({ gates: { hire_agent: 'admin', approve_ceo_strategy: 'admin' } })
  ceo = await company.hire({ name: 'Cleo', role: 'ceo' })
  asCeo = await company.asAgent(ceo.id)
})

const question = (over: object = {}) => ({
  type: 'request_board_approval' as const,
  payload: { title: 'Drop the old database', risks: ['It is gone then'] },
  ...over,
})

const hireDrafts = () => Promise.all(['A', 'B'].map((name) => requestHire(asCeo, { name })))

it('lists by state, kind, requester and task, page by page, and counts what waits', async () => {
  const questions = Array.from({ length: 7 }, () => requestApproval(asCeo, question()))
  const [first] = await Promise.all(questions)
  await hireDrafts()
  await decideApproval(company.board, { approvalId: first!.id, decision: 'rejected' })
  const all = await listApprovals(company.board, { limit: 500 })
  expect(all).toHaveLength(9)
  const pages = []
  for (let before: string | undefined; ; ) {
    const page = await listApprovals(company.board, { before, limit: 3 })
    if (page.length === 0) break
    pages.push(...page)
    before = page.at(-1)?.id
  }
  expect(pages.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
  const pending = await listApprovals(company.board, { status: ['pending'], limit: 500 })
  expect(await countPendingApprovals(company.board, {})).toEqual({ pending: pending.length, mine: pending.length })
  expect(await countPendingApprovals(asCeo, {})).toEqual({ pending: pending.length, mine: 0 })
  expect(pending).toHaveLength(8)
  const hires = await listApprovals(asCeo, { type: 'hire_agent', requestedByAgentId: ceo.id })
  expect(hires).toHaveLength(2)
  expect(
    hires.every(({ type, requestedBy, mayDecide }) => type === 'hire_agent' && requestedBy.id === ceo.id && !mayDecide),
  ).toBe(true)
})
