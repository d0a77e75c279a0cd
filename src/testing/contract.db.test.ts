import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appointInTeam, callerFor, createApiKey, createCliChallenge, inviteMember } from '@/features/access'
import { requestApproval } from '@/features/approvals'
import { reportCost, setBudget, setModelPrice } from '@/features/budgets'
import { putDocument, uploadAttachment } from '@/features/documents'
import { createGoal, createProject } from '@/features/goals'
import { remember } from '@/features/memory'
import { setProvider } from '@/features/models'
import { addChannel, testChannel } from '@/features/notifications'
import { createTeam } from '@/features/org'
import { addTrigger, createRoutine } from '@/features/routines'
import { admitWake, leaseRuns, registerWorker, requestWake } from '@/features/runs'
import { createInteraction, createLabel, createProduct, createTask, postMessage, updateTask } from '@/features/tasks'
import { createSecret } from '@/features/vault'
import type { Caller } from '@/platform/command'
import { closePools } from '@/platform/database'
import { Refusal } from '@/platform/errors'
import { newId } from '@/platform/ids'
import { addMember, asDatabaseOwner, foundCompany, sealAll, type TestCompany } from './company'
import { type Ids, OPERATIONS, type Operation, type Stranger, TRIES, UNTRIED } from './contract-inputs'

let company: TestCompany
let other: TestCompany
let ids: Ids

beforeAll(async () => {
  company = await foundCompany({ name: 'Contract', mission: 'Known to its own only' })
  other = await foundCompany()
  await other.hire()
  ids = await furnish(company)
  await sealAll(company.id)
  await sealAll(other.id)
})
afterAll(closePools)

/** One thing of each kind, and a run that a worker has leased. */
async function furnish({ id, board, system, hire }: TestCompany): Promise<Ids> {
  const [ada, bob] = [await hire({ name: 'Ada of the first' }), await hire({ name: 'Bob of the first' })]
  const goal = await createGoal(board, { title: 'Goal of the first' })
  const spareGoal = await createGoal(board, { title: 'Spare goal of the first' })
  const project = await createProject(board, { name: 'Project of the first' })
  const team = await createTeam(board, { name: 'Team of the first' })
  const draft = await hire({ name: 'Draft of the first', asDraft: true })
  const another = await hire({ name: 'Hire of the first', asDraft: true })
  const { cost } = await reportCost(board, { agentId: ada.id, model: 'x', costMicros: 5 })
  const price = await setModelPrice(board, { model: 'first-*', inMicros: 1, outMicros: 2 })
  const task = await createTask(board, { title: 'Task of the first', assigneeId: ada.id, goalId: goal.id })
  const spare = await createTask(board, { title: 'Spare of the first' })
  const closed = await createTask(board, { title: 'Closed of the first', state: 'done' })
  await createTask(board, { title: 'Waiting of the first', state: 'blocked', blockedByIds: [closed.id] })
  const confirmation = { kind: 'request_confirmation' as const, payload: { prompt: 'Question of the first?' } }
  const confirmations = []
  for (let n = 0; n < 3; n++) confirmations.push(await createInteraction(board, { ...confirmation, taskId: spare.id }))
  const question = await createInteraction(board, {
    taskId: spare.id,
    kind: 'ask_user_questions',
    payload: { questions: [{ id: 'why', prompt: 'Why of the first?' }] },
  })
  const checked = await createTask(board, {
    title: 'Checked of the first',
    acceptance: [{ kind: 'file_exists', path: 'a.txt' }],
  })
  const { verification } = await updateTask(board, { taskId: checked.id, state: 'done' })
  const label = await createLabel(board, { name: 'Label of the first' })
  const message = await postMessage(board, { taskId: spare.id, content: 'Message of the first' })
  const plan = await putDocument(board, { taskId: task.id, key: 'plan', body: 'Plan of the first' })
  const upload = { taskId: task.id, fileName: 'of the first.txt', contentType: 'text/plain' }
  const attachment = await uploadAttachment(board, upload, Readable.from([Buffer.from('Bytes of the first')]))
  const product = await createProduct(board, { taskId: spare.id, type: 'branch', title: 'Branch of the first' })
  const key = await createApiKey(board, { name: 'Key of the first', kind: 'agent', agentId: ada.id })
  const guests = [await addMember(id), await addMember(id)] satisfies [string, string]
  const invitation = await inviteMember(board, { role: 'viewer', email: 'invited-of-the-first@example.test' })
  const challenge = await createCliChallenge({ command: 'Login of the first', requestedCompanyId: id })
  const secret = await createSecret(board, { name: 'Secret of the first', value: 'swordfish' })
  const hook = { kind: 'webhook' as const, address: 'https://hooks.example.com/of-the-first' }
  const channel = await addChannel(board, { ...hook, name: 'Channel of the first' })
  const spareChannel = await addChannel(board, { ...hook, name: 'Spare channel of the first' })
  const { deliveryId } = await testChannel(board, { channelId: channel.id })
  await asDatabaseOwner(`UPDATE "Delivery" SET attempts = 1 WHERE id = $1`, [deliveryId])
  const provider = await setProvider(board, {
    ...{ name: 'first', dialect: 'openai', secret: { secretId: secret.id } },
  })
  await setBudget(board, { scopeKind: 'subtree', scopeId: ada.id, cap: 900_000_000 })
  const led = await requestWake(system, { agentId: ada.id, cause: 'assignment', taskId: task.id })
  await admitWake(system, { wakeId: led.wakeId })
  const worker = await registerWorker({ name: 'test', version: 1, capacity: 10, labels: [], runtimes: ['bash'] })
  const [run] = await leaseRuns({ id: worker.workerId, runtimes: ['bash'] }, 1)
  const wake = await requestWake(system, { agentId: bob.id, cause: 'manual' })
  const approval = await requestApproval(board, {
    type: 'request_board_approval',
    payload: { title: 'Question of the first' },
    taskIds: [task.id],
  })
  const known = { scopeKind: 'agent' as const, scopeId: ada.id, key: 'first', text: 'Memory of the first' }
  const memory = await remember(board, known)
  const routine = await createRoutine(board, { title: 'Routine of the first', assigneeId: ada.id })
  const webhook = await addTrigger(board, { routineId: routine.id, kind: 'webhook', signing: 'bearer' })
  const firing = newId()
  await asDatabaseOwner(
    `INSERT INTO "RuntimeSession" (id, "companyId", "agentId", "taskId", runtime, "sessionId", runs, tokens, "createdAt", "updatedAt")
     VALUES ($1, $2, $3, $4, 'codex', 'Session of the first', 1, 1, now(), now())`,
    [newId(), id, bob.id, spare.id],
  )
  const modelCall = newId()
  await asDatabaseOwner(
    `INSERT INTO "ModelCall" (id, "companyId", "runId", "agentId", endpoint, "askedModel", model, provider, "tokensIn", "createdAt")
     VALUES ($1, $2, $3, $4, 'messages', 'claude-sonnet-4-5', 'claude-sonnet-4-5', 'first', 10, now())`,
    [modelCall, id, run?.runId, ada.id],
  )
  await asDatabaseOwner(
    `INSERT INTO "ModelConversation" ("companyId", "callId", request, answer, "createdAt") VALUES ($1, $2, $3, $4, now())`,
    [id, modelCall, gzipSync('Asked of the first'), gzipSync('Answer of the first')],
  )
  const test = newId()
  await asDatabaseOwner(
    `INSERT INTO "AgentTest" (id, "companyId", "agentId", runtime, "askedAt", "takenAt", "answeredAt", "isGood", message)
     VALUES ($1, $2, $3, 'bash', now(), now(), now(), true, 'Test of the first')`,
    [test, id, bob.id],
  )
  await asDatabaseOwner(
    `INSERT INTO "RoutineRun" (id, "companyId", "routineId", source) VALUES ($1, $2, $3, 'schedule')`,
    [firing, id, routine.id],
  )
  await asDatabaseOwner(
    `INSERT INTO "ScheduleSlot" (id, "companyId", "agentId", "slotAt", "untilAt", outcome, reason)
     VALUES (gen_random_uuid(), $1, $2, now(), now(), 'missed', 'too_late')`,
    [id, bob.id],
  )
  await asDatabaseOwner(
    `INSERT INTO "WakeBrake" ("companyId", "agentId", "taskId", fingerprint, count, since, "isPaused", "updatedAt")
     VALUES ($1, $2, $3, 'clock:succeeded', 6, now() + interval '1 hour', true, now())`,
    [id, bob.id, spare.id],
  )
  await asDatabaseOwner(`UPDATE "Wake" SET "dueAt" = "dueAt" - interval '1 day' WHERE id = $1`, [wake.wakeId])
  return {
    ...{
      companyId: id,
      ada: ada.id,
      bob: bob.id,
      goal: goal.id,
      spareGoal: spareGoal.id,
      person: board.actor.id,
      guests,
      invitation: invitation.id,
      challenge: challenge.id,
      team: team.id,
      draft: draft.id,
      hire: another.id,
      cost: cost.id,
      price: price.id,
      project: project.id,
      task: task.id,
      spare: spare.id,
      closed: closed.id,
      confirmations: confirmations.map((each) => each.id),
      question: question.id,
      checked: checked.id,
      verification: verification!.id,
      label: label.id,
      message: message.id,
      revision: plan.revisionId,
      attachment: attachment.id,
      product: product.id,
      key: key.id,
      test,
      secret: secret.id,
      ...{ channel: channel.id, spareChannel: spareChannel.id, delivery: deliveryId },
      provider: provider.id,
      modelCall,
      approval: approval.id,
      routine: routine.id,
      memory: memory.id,
      webhook: webhook.trigger.id,
      webhookSecret: webhook.secret ?? '',
      firing,
    },
    ...{ wake: wake.wakeId, run: run!.runId, fence: run!.fence, worker: worker.workerId },
  }
}

/** Reports come from the product itself, everything else from a person. */
function callerOf({ board, system }: TestCompany, operation: Operation): Caller {
  return operation.spec.grant === 'run:report' ? system : board
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    return `answered ${JSON.stringify(await promise)}`
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

/** Digest of every row that belongs to a company, whatever the table. */
async function everythingOf(companyId: string): Promise<string> {
  const tables = await asDatabaseOwner<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'companyId'`,
  )
  const digests = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS digest
       FROM "${name}" t WHERE "companyId" = $1`,
  )
  return JSON.stringify(await asDatabaseOwner(`${digests.join(' UNION ALL ')} ORDER BY name`, [companyId]))
}

describe('every command and query', () => {
  it('has a row in the table of this test', () => {
    const tried = new Set([...TRIES.map(({ call }) => call), ...UNTRIED].map((call) => call.spec.name))
    expect(OPERATIONS.map((operation) => operation.spec.name).filter((name) => !tried.has(name))).toEqual([])
    expect(OPERATIONS.length).toBeGreaterThan(55)
  })

  it.each(OPERATIONS.map((each) => [each.spec.name, each] as const))('%s needs its grant', async (_name, operation) => {
    const grants = new Set([...company.system.grants].filter((grant) => grant !== operation.spec.grant))
    expect(await codeOf(operation({ ...company.system, grants }, {}))).toBe('forbidden')
  })
})

describe('a stranger who knows the ids', () => {
  const EMPTY = /^answered (null|\[\]|\{\}|\{[^{}]*(0|null|\[\]|"nothing")[^{}]*\})$/

  function expectStranger(outcome: string, expected: Stranger): void {
    if (expected === 'own') expect(outcome).toMatch(/^answered|already_exists/)
    else if (expected === 'nothing') expect(outcome).toMatch(EMPTY)
    else expect(outcome).toBe(expected)
  }

  it.each(TRIES.map((each) => [each.call.spec.name, each] as const))(
    '%s finds nothing and changes nothing',
    async (_name, { call, input, stranger }) => {
      const before = await everythingOf(company.id)
      const outcome = await codeOf(call(callerOf(other, call), input(ids)))
      expectStranger(outcome, stranger)
      expect(outcome).not.toMatch(/of the first|Known to its own/)
      expect(await everythingOf(company.id)).toBe(before)
    },
  )
})

describe('for a viewer who administers a team that has nothing', () => {
  it('changes nothing that is about things of the company', async () => {
    const personId = await addMember(company.id, 'viewer')
    const team = await createTeam(company.board, { name: 'Empty' })
    await appointInTeam(company.board, { teamId: team.id, personId, role: 'admin' })
    const identity = { kind: 'person', personId, isInstanceAdmin: false, via: 'session', sessionId: newId() } as const
    const viewer = await callerFor(identity, company.id)
    const tries = TRIES.filter(({ call }) => call.kind === 'command' && call.spec.about)
    expect(tries.length).toBeGreaterThan(25)
    const before = await everythingOf(company.id)
    const outcomes = await Promise.all(tries.map(({ call, input }) => codeOf(call(viewer, input(ids)))))
    expect(outcomes.filter((outcome) => outcome !== 'forbidden')).toEqual([])
    expect(await everythingOf(company.id)).toBe(before)
  })
})

describe('in its own company', () => {
  async function actionsSince(seq: number): Promise<{ seq: number; action: string }[]> {
    return asDatabaseOwner(
      `SELECT seq::int, action FROM "AuditEntry" WHERE "companyId" = $1 AND seq > $2 ORDER BY seq`,
      [company.id, seq],
    )
  }

  it.each(TRIES.map((each) => [each.call.spec.name, each] as const))(
    '%s succeeds and records what it declares',
    async (_name, { call, input }) => {
      const seq = (await actionsSince(0)).at(-1)?.seq ?? 0
      expect(await codeOf(call(callerOf(company, call), input(ids)))).toMatch(/^answered/)
      const actions = (await actionsSince(seq)).map((entry) => entry.action)
      if (call.kind === 'query') expect(actions).toEqual([])
      else if (call.spec.records.length > 0) expect(actions).toContainEqual(expect.toBeOneOf([...call.spec.records]))
    },
  )

  it('refuses a second use of an idempotency key for something else', async () => {
    const again = { idempotencyKey: 'contract' }
    const first = await createTask(company.board, { title: 'Once' }, again)
    expect(await createTask(company.board, { title: 'Once' }, again)).toEqual(first)
    expect(await codeOf(createTask(company.board, { title: 'Twice' }, again))).toBe('already_exists')
  })
})
