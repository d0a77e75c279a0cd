import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApiKey, revokeApiKey } from '@/features/access'
import { decideApproval, requestApproval } from '@/features/approvals'
import { verifyAudit } from '@/features/audit'
import { createGoal } from '@/features/goals'
import { updateAgent } from '@/features/org'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, codeOf, foundCompany, sealAll, type TestCompany } from '@/testing/company'
import { complianceExport, complianceSummary } from '..'

afterAll(closePools)

const DAY_MS = 86_400_000
const period = { from: new Date(Date.now() - DAY_MS).toISOString(), to: new Date(Date.now() + DAY_MS).toISOString() }
let company: TestCompany
let token: string

beforeAll(async () => {
  company = await foundCompany()
  const agent = await company.hire({ name: '=HYPERLINK("x")' })
  await updateAgent(company.board, { agentId: agent.id, title: 'Lead | of all' })
  const key = await createApiKey(company.board, { name: 'Script', kind: 'board' })
  token = key.token
  await revokeApiKey(company.board, { keyId: key.id })
  const asked = await requestApproval(await company.asAgent(agent.id), {
    type: 'request_board_approval',
    payload: { title: 'Deploy' },
  })
  await decideApproval(company.board, { approvalId: asked.id, decision: 'rejected', note: '+not today' })
  for (let n = 0; n < 3; n++) await createGoal(company.board, { title: `Goal ${n}` })
  // more than one page
  await asDatabaseOwner(
    `INSERT INTO "AuditEntry" (id, "companyId", at, "actorKind", "actorId", action, "subjectKind", "subjectId")
     SELECT gen_random_uuid(), $1, now() - n * interval '1 second', 'system', 'test', 'moon.painted', 'moon', n::text
     FROM generate_series(1, 1200) n`,
    [company.id],
  )
  await sealAll(company.id)
})

async function textOf(format: 'json' | 'csv' | 'md'): Promise<string> {
  const pieces: string[] = []
  for await (const piece of (await complianceExport(company.board, { ...period, format })).text) pieces.push(piece)
  return pieces.join('')
}

it('holds every entry of the period once, with its link in the chain, and all the rest', async () => {
  const report = JSON.parse(await textOf('json'))
  const { totals, chain } = report.summary
  for (const section of ['audit', 'approvals', 'access', 'revisions']) {
    expect(report[section]).toHaveLength(totals[section])
    expect(new Set(report[section].map((row: { id: string }) => row.id)).size).toBe(totals[section])
  }
  const verdict = await verifyAudit(company.board, {})
  expect(chain).toEqual({ position: verdict.checked, hash: verdict.headHash })
  const positions = report.audit.map((row: { position: number }) => row.position).sort((a: number, b: number) => a - b)
  expect(positions).toEqual(Array.from({ length: totals.audit }, (_, i) => i + 1))
  const last = report.audit.find((row: { position: number }) => row.position === chain.position)
  expect(last.hash).toBe(chain.hash)
  expect(report.approvals[0].details).toMatchObject({ status: 'rejected', decidedByName: 'Test owner' })
  expect(report.revisions.map((row: { action: string }) => row.action).sort()).toEqual(['agent.hire', 'agent.update'])
  const key = report.access.find((row: { action: string }) => row.action === 'access.key')
  expect(key.details.revokedAt).not.toBeNull()
})

it('has no secret in it, and no cell that a spreadsheet would run', async () => {
  for (const format of ['json', 'csv', 'md'] as const) expect(await textOf(format)).not.toContain(token)
  const csv = await textOf('csv')
  expect(csv).toContain(`"'=HYPERLINK(""x"")"`)
  expect(csv).not.toMatch(/(^|,)"?[=+@]/m)
  const { totals } = await complianceSummary(company.board, period)
  const rows = totals.audit + totals.approvals + totals.access + totals.revisions
  expect(csv.trimEnd().split('\r\n')).toHaveLength(rows + 2)
  expect(await textOf('md')).toContain('## Access (2)')
})

it('is for those who may export, and for periods of at most a year', async () => {
  const agent = await company.hire()
  expect(await codeOf(complianceExport(await company.asAgent(agent.id), period))).toBe('forbidden')
  const long = { from: '2020-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }
  expect(await codeOf(complianceExport(company.board, long))).toBe('invalid_input')
  const turned = { from: period.to, to: period.from }
  expect(await codeOf(complianceExport(company.board, turned))).toBe('invalid_input')
})
