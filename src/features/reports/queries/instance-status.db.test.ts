import { afterAll, expect, it } from 'vitest'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { codeOf, foundCompany } from '@/testing/company'
import { instanceStatus } from './instance-status'

afterAll(closePools)

const admin = { kind: 'person' as const, personId: newId(), isInstanceAdmin: true, via: 'local' as const }

it('tells administrators of the installation how it stands, and nobody else', async () => {
  const company = await foundCompany()
  const seen = await instanceStatus(admin)
  expect(seen.companies).toBeGreaterThan(0)
  expect(seen.database.bytes).toBeGreaterThan(1_000_000)
  expect(seen.engine.kind).toBe('embedded')
  expect(seen.problems[0]).toContain('No worker is connected')
  expect(await codeOf(instanceStatus({ ...admin, isInstanceAdmin: false }))).toBe('forbidden')
  const { id: agentId } = await company.hire()
  expect(
    await codeOf(instanceStatus({ kind: 'agent', agentId, companyId: company.board.companyId, runId: null })),
  ).toBe('forbidden')
})
