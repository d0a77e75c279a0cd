import { afterAll, expect, it } from 'vitest'
import { appointInTeam, callerFor } from '@/features/access'
import { askBudgetOverride, closeBudgetOverride, requestApproval } from '@/features/approvals'
import { reportCost, setBudget } from '@/features/budgets'
import { createTeam, setTeamMembers, terminateAgent } from '@/features/org'
import { createInteraction, createTask, updateTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { addMember, asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { countInbox, listInbox } from './list-inbox'

afterAll(closePools)

const insertRun = (companyId: string, agentId: string, taskId: string, state: string, minutesAgo: number) =>
  asDatabaseOwner(
    `INSERT INTO "Run" (id, "companyId", "agentId", "taskId", cause, runtime, state, error, "createdAt")
     VALUES ($1, $2, $3, $4, 'manual', 'bash', $5, 'no such file', now() - make_interval(mins => $6))`,
    [newId(), companyId, agentId, taskId, state, minutesAgo],
  )

const insertWake = (companyId: string, agentId: string, taskId: string | null, isOverdue: boolean) =>
  asDatabaseOwner(
    `INSERT INTO "Wake" (id, "companyId", "agentId", "taskId", cause, "dueAt", "overdueAt", reason)
     VALUES ($1, $2, $3, $4, 'manual', now() - interval '1 hour', CASE WHEN $5 THEN now() END, 'no_worker')`,
    [newId(), companyId, agentId, taskId, isOverdue],
  )

async function said({ board }: TestCompany): Promise<string[]> {
  return (await listInbox(board, {})).items.map(({ kind, who, text }) => `${kind}: ${who} ${text}`)
}

it('has what stands still first, then what was asked, then work that waits, and nothing that goes on by itself', async () => {
  const company = await foundCompany()
  const { id, board } = company
  expect(await listInbox(board, {})).toEqual({ items: [], nextAfter: null })
  const ada = await company.hire({ name: 'Ada' })
  const gone = await company.hire({ name: 'Gone', managerId: ada.id })
  const asAda = await company.asAgent(ada.id)
  const tasks = []
  for (const title of ['Asked', 'Blocked', 'Waiting', 'Review', 'Orphan', 'Failed', 'Mended', 'Stuck']) {
    tasks.push(await createTask(board, { title, state: 'backlog', assigneeId: title === 'Orphan' ? gone.id : ada.id }))
  }
  const [asked, blocked, waiting, review, , failed, mended, stuck] = tasks.map((task) => task.id)
  await requestApproval(asAda, { type: 'request_board_approval', payload: { title: 'May I?' } })
  await createInteraction(asAda, { taskId: asked!, kind: 'request_confirmation', payload: { prompt: 'Shall I?' } })
  await updateTask(board, { taskId: blocked!, state: 'blocked', blockedReason: 'no key' })
  await updateTask(board, { taskId: waiting!, state: 'blocked', blockedByIds: [asked!] })
  await updateTask(board, { taskId: review!, state: 'todo' })
  await updateTask(board, { taskId: review!, state: 'in_review' })
  await terminateAgent(board, { agentId: gone.id })
  await insertRun(id, ada.id, failed!, 'failed', 5)
  await insertRun(id, ada.id, mended!, 'failed', 9)
  await insertRun(id, ada.id, mended!, 'succeeded', 8)
  await insertRun(id, ada.id, stuck!, 'failed', 7)
  await insertWake(id, ada.id, stuck!, false)
  await insertRun(id, ada.id, asked!, 'failed', 60 * 25)
  await asDatabaseOwner(
    `INSERT INTO "Schedule" ("companyId", "agentId", "isEnabled", cron, "nextWakeAt") VALUES ($1, $2, true, '0 9 * * *', now() - interval '1 day')
     ON CONFLICT ("companyId", "agentId") DO UPDATE SET "isEnabled" = true, cron = excluded.cron, "nextWakeAt" = excluded."nextWakeAt"`,
    [id, ada.id],
  )
  const all = (await listInbox(board, {})).items
  expect(all.map(({ urgency }) => urgency)).toEqual([0, 1, 1, 2, 2, 2, 2])
  expect((await said(company)).map((line) => line.replace(/[A-Z]+-(\d+)/g, '#$1')).sort()).toEqual([
    'approval: Ada asks: May I?',
    'blocked: Ada is blocked on #2 Blocked: no key',
    'failure: Ada failed on #6: no such file',
    'orphan: #5 Orphan belongs to Gone, who is terminated',
    'question: Ada asks for a yes or no on #1 Asked',
    'review: Ada asks for a review of #4 Review',
    'schedule: Ada should have started by its schedule and did not: the clock stands still',
  ])
  expect(await countInbox(board, {})).toEqual({ total: 7, urgent: 3 })
  const pages = []
  for (let after: string | undefined; ; ) {
    const page = await listInbox(board, { after, limit: 2 })
    pages.push(...page.items)
    if (!page.nextAfter) break
    after = page.nextAfter
  }
  expect(pages).toEqual(all)
  expect((await listInbox(board, { kinds: ['approval'] })).items).toMatchObject([
    { mayDecide: true, effect: 'The agent that asked is told, and acts by itself.' },
  ])
  expect((await listInbox(asAda, {})).items.some((item) => item.mayDecide)).toBe(false)
})

it('tells of a budget once, as long as it presses, and of wakes that wait for too long', async () => {
  const company = await foundCompany()
  const { id, board } = company
  const ada = await company.hire({ name: 'Ada' })
  const max = { scopeKind: 'agent' as const, scopeId: ada.id }
  await setBudget(board, { ...max, cap: 100 })
  await reportCost(board, { agentId: ada.id, model: 'x', costMicros: 90 })
  expect(await said(company)).toEqual([expect.stringContaining('budget: Ada is close to its limit')])
  await reportCost(board, { agentId: ada.id, model: 'x', costMicros: 20 })
  expect(await said(company)).toEqual([expect.stringContaining('budget: Ada is halted')])
  // asked about, it is the question that stands still
  await askBudgetOverride(company.system, { ...max, haltId: 'h1' })
  expect(await said(company)).toEqual([expect.stringContaining('approval: Paperclip asks: Raise the budget of Ada')])
  expect((await listInbox(board, {})).items).toMatchObject([{ urgency: 0 }])
  await setBudget(board, { ...max, cap: 1000 })
  await closeBudgetOverride(company.system, max)
  expect(await said(company)).toEqual([])
  await insertWake(id, ada.id, null, true)
  await insertWake(id, ada.id, null, true)
  expect(await said(company)).toEqual([
    'overdue: Ada has 2 wakes that wait for too long: no connected worker has the tool that runs the agent',
  ])
})

it('offers deciding also to who may by a role in the team, and only about what is of that team', async () => {
  const { id, board, hire } = await foundCompany()
  const [ada, bob] = [await hire({ name: 'Ada' }), await hire({ name: 'Bob' })]
  const team = await createTeam(board, { name: 'Red' })
  await setTeamMembers(board, { teamId: team.id, agentIds: [ada.id] })
  const personId = await addMember(id, 'viewer')
  await appointInTeam(board, { teamId: team.id, personId, role: 'operator' })
  for (const agent of [ada, bob]) {
    const task = await createTask(board, { title: `Of ${agent.name}`, state: 'backlog', assigneeId: agent.id })
    await updateTask(board, { taskId: task.id, state: 'blocked', blockedReason: 'no key' })
    await createInteraction(board, { taskId: task.id, kind: 'request_confirmation', payload: { prompt: 'Shall I?' } })
    const other = await createTask(board, { title: 'Another', state: 'backlog', assigneeId: agent.id })
    await insertRun(id, agent.id, other.id, 'failed', 5)
    await insertWake(id, agent.id, null, true)
  }
  const identity = { kind: 'person', personId, isInstanceAdmin: false, via: 'session', sessionId: newId() } as const
  const { items } = await listInbox(await callerFor(identity, id), {})
  const offered = items.filter(({ mayDecide }) => mayDecide)
  expect(offered.map(({ kind }) => kind).sort()).toEqual(['blocked', 'failure', 'question'])
  expect(offered.filter(({ kind }) => kind !== 'question').every(({ agentId }) => agentId === ada.id)).toBe(true)
  expect(items.length).toBeGreaterThan(offered.length + 2)
})

it('offers to try again only to who may about the agent and the task as it is now, and the clock to who sets it', async () => {
  const { id, board, hire } = await foundCompany()
  const [ada, bob] = [await hire({ name: 'Ada' }), await hire({ name: 'Bob' })]
  const team = await createTeam(board, { name: 'Red' })
  await setTeamMembers(board, { teamId: team.id, agentIds: [ada.id] })
  const personId = await addMember(id, 'viewer')
  await appointInTeam(board, { teamId: team.id, personId, role: 'admin' })
  const [kept, given, left] = await Promise.all(
    ['Kept', 'Given', 'Left'].map((title) => createTask(board, { title, state: 'backlog', assigneeId: ada.id })),
  )
  for (const task of [kept!, given!, left!]) await insertRun(id, ada.id, task.id, 'failed', 5)
  await updateTask(board, { taskId: given!.id, assigneeId: bob.id })
  await updateTask(board, { taskId: left!.id, assigneeId: null })
  await asDatabaseOwner(
    `INSERT INTO "Schedule" ("companyId", "agentId", "isEnabled", cron, "nextWakeAt")
     SELECT $1, unnest($2::uuid[]), true, '0 9 * * *', now() - interval '1 day'
     ON CONFLICT ("companyId", "agentId") DO UPDATE SET "isEnabled" = true, cron = excluded.cron, "nextWakeAt" = excluded."nextWakeAt"`,
    [id, [ada.id, bob.id]],
  )
  const identity = { kind: 'person', personId, isInstanceAdmin: false, via: 'session', sessionId: newId() } as const
  const { items } = await listInbox(await callerFor(identity, id), { kinds: ['failure', 'schedule'] })
  expect(items).toHaveLength(5)
  const offered = items.filter(({ mayDecide }) => mayDecide)
  expect(offered.map(({ kind, who, taskId }) => [kind, who, taskId])).toEqual([
    ['schedule', 'Ada', null],
    ['failure', 'Ada', kept!.id],
  ])
  const all = (await listInbox(board, { kinds: ['failure', 'schedule'] })).items
  expect(all.every(({ mayDecide }) => mayDecide)).toBe(true)
})
