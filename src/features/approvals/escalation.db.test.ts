import { afterAll, describe, expect, it } from 'vitest'
import { callerFor } from '@/features/access'
import { listAudit } from '@/features/audit'
import { setBudget } from '@/features/budgets'
import { getCompany, updateCompany } from '@/features/companies'
import { getAgent, hireAgent, pauseAgent, resumeAgent, terminateAgent, updateAgent } from '@/features/org'
import { createSecret, deleteSecret } from '@/features/vault'
import type { Caller } from '@/platform/command'
import { closePools, systemSql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, codeOf, foundCompany, type TestCompany } from '@/testing/company'
import { approveHire, decideApproval, getApproval, requestApproval, requestHire, resubmitApproval } from '.'

afterAll(closePools)

async function member(company: TestCompany, role: 'admin' | 'viewer'): Promise<Caller> {
  const personId = newId()
  await systemSql(`INSERT INTO "Person" (id, name, "isInstanceAdmin") VALUES ($1, $2, false)`, [personId, role])
  await asDatabaseOwner(`INSERT INTO "Membership" ("companyId", "personId", role) VALUES ($1, $2, $3)`, [
    company.id,
    personId,
    role,
  ])
  return callerFor({ kind: 'person', personId, isInstanceAdmin: false, via: 'session', sessionId: newId() }, company.id)
}

describe('what is left to owners', () => {
  it('is not taken from them by an administrator', async () => {
    const company = await foundCompany()
    const admin = await member(company, 'admin')
    await updateCompany(company.board, { gates: { hire_agent: 'owner' } })
    expect(await codeOf(updateCompany(admin, { gates: { hire_agent: 'none' } }))).toBe('forbidden')
    expect(await codeOf(updateCompany(admin, { gates: { hire_agent: 'owner' }, name: 'Same gate' }))).toBe('done')
    expect((await getCompany(admin, {})).gates.hire_agent).toBe('owner')
  })

  it('is the raise of a budget, whoever asks for it, and not its lowering', async () => {
    const company = await foundCompany({ capMicros: 10_000_000 })
    const admin = await member(company, 'admin')
    await updateCompany(company.board, { gates: { budget_override_required: 'owner' } })
    const set = (who: Caller, capMicros: number | null) =>
      codeOf(setBudget(who, { scopeKind: 'company', scopeId: company.id, cap: capMicros }))
    expect(await set(admin, 20_000_000)).toBe('needs_approval')
    expect(await set(admin, null)).toBe('needs_approval')
    expect(await set(admin, 5_000_000)).toBe('done')
    expect(await set(company.board, null)).toBe('done')
  })

  it('is a draft, as it was asked for', async () => {
    const company = await foundCompany()
    const admin = await member(company, 'admin')
    await updateCompany(company.board, { gates: { hire_agent: 'owner' } })
    const { agent } = await requestHire(admin, { name: 'Draft', runtime: 'bash', runtimeConfig: { command: 'true' } })
    expect(await codeOf(updateAgent(admin, { agentId: agent.id, instructions: 'Do more.' }))).toBe('needs_approval')
    expect(await codeOf(updateAgent(company.board, { agentId: agent.id, title: 'Clerk' }))).toBe('done')
  })
})

describe('a draft that waits for its approval', () => {
  it('comes into service by that approval, and ends it', async () => {
    const company = await foundCompany()
    await updateCompany(company.board, { gates: { hire_agent: 'admin' } })
    const boss = await company.asAgent((await company.hire()).id)
    const { agent, approval } = await requestHire(boss, {
      name: 'Draft',
      runtime: 'bash',
      runtimeConfig: { command: 'true' },
    })
    expect(await approveHire(company.board, { agentId: agent.id })).toEqual({ approvalId: approval?.id })
    expect((await getApproval(company.board, { approvalId: approval!.id })).status).toBe('approved')
    expect((await getAgent(company.board, { agentId: agent.id })).state).toBe('idle')
  })

  it('is not approved unseen when it was revised meanwhile', async () => {
    const company = await foundCompany()
    await updateCompany(company.board, { gates: { hire_agent: 'admin' } })
    const boss = await company.asAgent((await company.hire()).id)
    const { approval } = await requestHire(boss, { name: 'Draft', runtime: 'bash', runtimeConfig: { command: 'true' } })
    const approvalId = approval!.id
    const { updatedAt: expectedUpdatedAt } = await getApproval(company.board, { approvalId })
    await decideApproval(company.board, { approvalId, decision: 'revision_requested', note: 'Cheaper.' })
    await resubmitApproval(boss, {
      approvalId,
      payload: { name: 'Dearer', runtime: 'bash', runtimeConfig: { command: 'rm' } },
    })
    const approve = (more: object) =>
      codeOf(decideApproval(company.board, { approvalId, decision: 'approved', ...more }))
    expect(await approve({ expectedUpdatedAt })).toBe('stale_version')
    const again = await getApproval(company.board, { approvalId })
    expect(await approve({ expectedUpdatedAt: again.updatedAt })).toBe('done')
  })
})

describe('an agent that may hire', () => {
  it('does so below itself and within its own budget; anything else is asked', async () => {
    const company = await foundCompany()
    const root = await company.hire()
    const lead = await company.hire({ managerId: root.id, capMicros: 1_000_000, permissions: { mayHire: true } })
    const caller = await company.asAgent(lead.id)
    const hire = async (wish: { managerId?: string; capMicros?: number | null }) => {
      const answer = await requestHire(caller, {
        name: 'New',
        runtime: 'bash',
        runtimeConfig: { command: 'true' },
        ...wish,
      })
      return answer.approval === null
    }
    expect(await hire({ managerId: lead.id, capMicros: 500_000 })).toBe(true)
    expect(await hire({ managerId: root.id, capMicros: 500_000 })).toBe(false)
    expect(await hire({ managerId: lead.id, capMicros: 2_000_000 })).toBe(false)
    expect(await hire({ managerId: lead.id, capMicros: null })).toBe(false)
    // half of it is handed on already: of three at once, one more fits
    const more = await Promise.all([1, 2, 3].map(() => hire({ managerId: lead.id, capMicros: 300_000 })))
    expect(more.filter(Boolean)).toHaveLength(1)
  })

  it('proposes the strategy only when it is the root', async () => {
    const company = await foundCompany()
    const root = await company.hire()
    const dev = await company.asAgent((await company.hire({ managerId: root.id })).id)
    const wish = { type: 'approve_ceo_strategy' as const, payload: { plan: 'Grow' } }
    expect(await codeOf(requestApproval(dev, wish))).toBe('forbidden')
    expect(await codeOf(requestApproval(await company.asAgent(root.id), wish))).toBe('done')
  })
})

describe('secrets', () => {
  it('are named in no difference, and to nobody who may not list them', async () => {
    const company = await foundCompany()
    const agent = await company.hire({ runtimeConfig: { command: 'true', env: { LEVEL: 'planted-before' } } })
    const caller = await company.asAgent(agent.id)
    const change = { runtimeConfig: { env: { LEVEL: 'planted-after' } } }
    const { id: approvalId } = await requestApproval(caller, {
      type: 'config_change',
      payload: { agentId: agent.id, change },
    })
    const viewer = await member(company, 'viewer')
    expect(JSON.stringify((await getApproval(viewer, { approvalId })).diff)).not.toContain('planted')
    expect(JSON.stringify((await getApproval(company.board, { approvalId })).diff)).toContain('planted-after')
    await createSecret(company.board, { name: 'PLANTED_NAME', value: 'x' })
    expect(JSON.stringify(await listAudit(caller, {}))).not.toContain('PLANTED_NAME')
    expect(JSON.stringify(await listAudit(company.board, {}))).toContain('PLANTED_NAME')
  })

  it('stay as long as a revision names them that can be restored', async () => {
    const company = await foundCompany()
    const secret = await createSecret(company.board, { name: 'TOKEN', value: 'x' })
    const env = { TOKEN: { secretId: secret.id } }
    const agent = await hireAgent(company.board, {
      name: 'A',
      runtime: 'bash',
      runtimeConfig: { command: 'true', env },
    })
    await updateAgent(company.board, {
      agentId: agent.id,
      runtimeConfig: { command: 'true' },
      replaceRuntimeConfig: true,
    })
    await expect(deleteSecret(company.board, { secretId: secret.id })).rejects.toMatchObject({
      facts: { rule: 'secret_in_use' },
    })
  })
})

it('a resume says what came of it, also beside a termination', async () => {
  const company = await foundCompany()
  const root = await company.hire()
  for (let round = 0; round < 10; round++) {
    const { id: agentId } = await company.hire({ managerId: root.id })
    await pauseAgent(company.board, { agentId })
    const [resumed] = await Promise.allSettled([
      resumeAgent(company.board, { agentId }),
      terminateAgent(company.board, { agentId }),
    ])
    const [entry] = await asDatabaseOwner(
      `SELECT 1 FROM "AuditEntry" WHERE action = 'agent.resumed' AND "subjectId" = $1`,
      [agentId],
    )
    expect(entry !== undefined).toBe(resumed.status === 'fulfilled')
    expect((await getAgent(company.board, { agentId })).state).toBe('terminated')
  }
})
