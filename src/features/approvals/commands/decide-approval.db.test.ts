import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateCompany } from '@/features/companies'
import { getAgent, listAgents, terminateAgent } from '@/features/org'
import { listWakes } from '@/features/runs'
import { createTask, updateTask } from '@/features/tasks'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import type { Refusal } from '@/platform/errors'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, refusalOf, type TestCompany } from '@/testing/company'
import {
  answerRequester,
  commentOnApproval,
  decideApproval,
  expireApproval,
  findOverdueApprovals,
  getApproval,
  requestApproval,
  requestHire,
  resubmitApproval,
} from '..'

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
const names = async () => (await listAgents(company.board, {})).map((agent) => agent.name)

describe('a decision', () => {
  it('is made once, however many decide at the same time', async () => {
    const asked = await requestApproval(asCeo, {
      type: 'hire_agent',
      payload: { name: 'Only one', role: 'cto', capMicros: 5_000_000 },
    })
    const decisions = Array.from({ length: 16 }, (_, i) =>
      decideApproval(company.board, { approvalId: asked.id, decision: i % 2 ? 'approved' : 'rejected' }).then(
        (approval) => approval.status,
        (error: Refusal) => error,
      ),
    )
    const outcomes = await Promise.all(decisions)
    const [winner, ...others] = outcomes.filter((outcome) => typeof outcome === 'string')
    expect(others).toEqual([])
    const refusals = outcomes.filter((outcome) => typeof outcome !== 'string') as Refusal[]
    expect(refusals).toHaveLength(15)
    for (const { code, facts } of refusals) {
      expect([code, facts.currentStatus]).toEqual(['illegal_transition', winner])
    }
    expect((await names()).filter((name) => name === 'Only one')).toHaveLength(winner === 'approved' ? 1 : 0)
    const [events] = await asDatabaseOwner<{ n: number }>(
      `SELECT count(*)::int AS n FROM "OutboxEvent" WHERE name = 'approval/decided' AND data ->> 'approvalId' = $1`,
      [asked.id],
    )
    expect(events?.n).toBe(1)
  })

  it('is not for agents, and an owner decides where the gate says so, also when it was raised since', async () => {
    const asked = await requestApproval(asCeo, question())
    expect((await refusalOf(decideApproval(asCeo, { approvalId: asked.id, decision: 'approved' }))).code).toBe(
      'forbidden',
    )
    const grants = new Set([...company.board.grants].filter((grant) => grant !== 'approval:decide_as_owner'))
    const admin = { ...company.board, grants }
    await updateCompany(company.board, { gates: { request_board_approval: 'owner' } })
    expect(await getApproval(admin, { approvalId: asked.id })).toMatchObject({ mayDecide: false })
    expect(await refusalOf(decideApproval(admin, { approvalId: asked.id, decision: 'approved' }))).toMatchObject({
      code: 'forbidden',
      facts: { needs: 'owner' },
    })
    await updateCompany(company.board, { gates: { request_board_approval: 'admin' } })
    const decided = await decideApproval(admin, { approvalId: asked.id, decision: 'approved', note: 'Go on' })
    expect(decided).toMatchObject({ status: 'approved', decisionNote: 'Go on', decidedBy: { name: 'Test owner' } })
  })

  it('comes late for one whose time is over', async () => {
    const asked = await requestApproval(asCeo, question({ expiresInSeconds: 60 }))
    const restoreClock = setClock(() => new Date(Date.now() + 61_000))
    try {
      expect(
        await refusalOf(decideApproval(company.board, { approvalId: asked.id, decision: 'approved' })),
      ).toMatchObject({
        code: 'illegal_transition',
        facts: { currentStatus: 'expired' },
      })
      const found = await findOverdueApprovals()
      expect(found).toContainEqual({ companyId: company.id, approvalId: asked.id })
      const both = [1, 2].map(() =>
        expireApproval(company.system, { approvalId: asked.id }).catch((e: Refusal) => e.code),
      )
      expect(await Promise.all(both)).toContainEqual({ isExpired: true })
      expect(await getApproval(company.board, { approvalId: asked.id })).toMatchObject({ status: 'expired' })
    } finally {
      restoreClock()
    }
  })

  it('is refused, and changes nothing, when what it is about cannot be done any more', async () => {
    const lead = await company.hire({ name: 'Lead', managerId: ceo.id })
    const draft = await requestHire(asCeo, {
      name: 'Below Lead',
      managerId: lead.id,
      runtimeConfig: { command: 'true' },
    })
    const plain = await requestApproval(asCeo, {
      type: 'hire_agent',
      payload: { name: 'Also below', managerId: lead.id, runtime: 'bash' },
    })
    await terminateAgent(company.board, { agentId: lead.id })
    for (const approvalId of [draft.approval!.id, plain.id]) {
      const refusal = await refusalOf(decideApproval(company.board, { approvalId, decision: 'approved' }))
      expect(refusal).toMatchObject({ code: 'broken_rule', facts: { rule: 'manager_not_found' } })
      expect(await getApproval(company.board, { approvalId })).toMatchObject({ status: 'pending', decidedAt: null })
    }
    expect(await getAgent(company.board, { agentId: draft.agent.id })).toMatchObject({ state: 'pending_approval' })

    const approvalId = draft.approval!.id
    await decideApproval(company.board, { approvalId, decision: 'revision_requested', note: 'Another manager' })
    await resubmitApproval(asCeo, {
      approvalId,
      payload: { name: 'Below Cleo', managerId: ceo.id, runtimeConfig: { command: 'true' } },
    })
    await decideApproval(company.board, { approvalId, decision: 'approved' })
    expect(await getAgent(company.board, { agentId: draft.agent.id })).toMatchObject({
      state: 'idle',
      name: 'Below Cleo',
      managerId: ceo.id,
    })
  })
})

describe('the answer', () => {
  it('wakes who asked with what it needs to go on, once, also when its task has moved on', async () => {
    const agent = await company.hire({ name: 'Waiter', managerId: ceo.id })
    const asAgent = await company.asAgent(agent.id)
    const task = await createTask(company.board, { title: 'Wait', assigneeId: agent.id })
    const asked = await requestApproval(asAgent, question({ taskIds: [task.id], resumeToken: 'step-7' }))
    expect(asked.resumeToken).toBe('step-7')
    expect((await getApproval(company.board, { approvalId: asked.id })).resumeToken).toBeNull()
    await commentOnApproval(company.board, { approvalId: asked.id, content: 'Why?' })
    await decideApproval(company.board, { approvalId: asked.id, decision: 'approved', note: 'Yes' })
    const wakeId = newId()
    const twice = [1, 2].map(() => answerRequester(company.system, { approvalId: asked.id, wakeId }))
    await Promise.all(twice)
    const wakes = (await listWakes(company.board, { agentId: agent.id })).filter((wake) => wake.cause === 'approval')
    expect(wakes).toHaveLength(1)
    const [row] = await asDatabaseOwner<{ payload: object }>(`SELECT payload FROM "Wake" WHERE id = $1`, [wakeId])
    expect(row?.payload).toMatchObject({
      approvalId: asked.id,
      status: 'approved',
      type: 'request_board_approval',
      decisionNote: 'Yes',
      resumeToken: 'step-7',
      taskIds: [task.id],
    })
    const engine = await asDatabaseOwner<{ name: string }>(
      `SELECT name FROM "OutboxEvent" WHERE data ->> 'approvalId' = $1 AND "isForEngine" ORDER BY name`,
      [asked.id],
    )
    expect(engine.map(({ name }) => name)).toEqual(['approval/commented', 'approval/decided'])
    await updateTask(company.board, { taskId: task.id, state: 'cancelled' })
  })
})
