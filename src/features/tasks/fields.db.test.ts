import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateCompany } from '@/features/companies'
import { createProject } from '@/features/goals'
import { createTeam, setTeamMembers } from '@/features/org'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, refusal, type TestCompany } from '@/testing/company'
import {
  countTasks,
  createLabel,
  createTask,
  delegateTask,
  deleteLabel,
  getTask,
  listLabels,
  listTasks,
  postMessage,
  updateLabel,
  updateTask,
} from '.'

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
})
afterAll(closePools)

const DUE = '2027-03-01T12:00:00.000Z'

describe('a task', () => {
  it('keeps what it was made with, and shows what it hangs on', async () => {
    const { board } = company
    const [project, label] = await Promise.all([
      createProject(board, { name: 'Launch' }),
      createLabel(board, { name: 'urgent', color: '#FF0000' }),
    ])
    const first = await createTask(board, { title: 'First' })
    const parent = await createTask(board, { title: 'Above', projectId: project.id, billingCode: 'B-1' })
    const made = await createTask(board, {
      ...{ title: 'All', parentId: parent.id, labelIds: [label.id], blockedByIds: [first.id], dueAt: DUE },
      ...{ originKind: 'routine', originId: 'r-1', requestDepth: 5, assigneePersonId: board.actor.id, notBefore: DUE },
    })
    expect(await getTask(board, { identifier: made.identifier })).toEqual(made)
    expect(made).toMatchObject({
      ...{ state: 'todo', assigneeId: null, assigneePerson: { id: board.actor.id, name: 'Test owner' } },
      ...{ project: { id: project.id, name: 'Launch' }, billingCode: 'B-1', dueAt: DUE, notBefore: DUE },
      ...{ originKind: 'routine', originId: 'r-1', requestDepth: 5, isDeep: true, unresolvedBlockers: 1 },
      accountable: { kind: 'person', id: board.actor.id, name: 'Test owner' },
      labels: [{ id: label.id, name: 'urgent', color: '#ff0000' }],
      blockedBy: [{ id: first.id, title: 'First', state: 'backlog' }],
      ...{ parent: { id: parent.id }, ancestors: [{ id: parent.id }] },
    })
    const above = await getTask(board, { taskId: parent.id })
    expect(above).toMatchObject({ childCounts: { total: 1, done: 0, over: 0 }, ancestors: [], parent: null })
    expect((await getTask(board, { taskId: first.id })).blocks).toMatchObject([{ id: made.id }])
  })

  it('has one assignee: naming an agent clears the person, and the other way round', async () => {
    const agent = await company.hire()
    const person = company.board.actor.id
    const task = await createTask(company.board, { title: 'Whose', assigneeId: agent.id })
    const both = { taskId: task.id, assigneeId: agent.id, assigneePersonId: person }
    expect((await refusal(updateTask(company.board, both)))?.code).toBe('invalid_input')
    const given = await updateTask(company.board, { taskId: task.id, assigneePersonId: person })
    expect(given).toMatchObject({ assigneeId: null, assigneePersonId: person })
    const back = await updateTask(company.board, { taskId: task.id, assigneeId: agent.id })
    expect(back).toMatchObject({ assigneeId: agent.id, assigneePerson: null })
    const stranger = updateTask(company.board, { taskId: task.id, assigneePersonId: newId() })
    expect((await refusal(stranger))?.code).toBe('not_found')
  })

  it('is answered for by the person above when an agent makes it, and agents do not change that', async () => {
    const agent = await company.hire()
    const asAgent = await company.asAgent(agent.id)
    const above = await createTask(company.board, { title: 'Above' })
    const below = await createTask(asAgent, { title: 'Below', parentId: above.id })
    expect(below).toMatchObject({ createdById: agent.id, accountable: { kind: 'person', id: company.board.actor.id } })
    const own = await createTask(asAgent, { title: 'Own' })
    expect(own.accountable).toMatchObject({ kind: 'agent', id: agent.id })
    const person = { kind: 'person' as const, id: company.board.actor.id }
    expect((await refusal(updateTask(asAgent, { taskId: own.id, accountable: person })))?.code).toBe('forbidden')
    const moved = await updateTask(company.board, { taskId: own.id, accountable: person })
    expect(moved.accountable).toMatchObject(person)
  })

  it('is made in the name of an agent by people, and by an agent in its own name only', async () => {
    const [a, b] = await Promise.all([company.hire(), company.hire()])
    const asked = { title: 'In its name', createdByAgentId: a.id }
    expect(await createTask(company.board, asked)).toMatchObject({ createdByKind: 'agent', createdById: a.id })
    expect(await createTask(await company.asAgent(a.id), asked)).toMatchObject({ createdById: a.id })
    expect((await refusal(createTask(await company.asAgent(b.id), asked)))?.code).toBe('forbidden')
  })

  it('needs an assignee to be in progress, and is put away and accepted by people only', async () => {
    const agent = await company.hire()
    const task = await createTask(company.board, { title: 'Free' })
    const started = updateTask(company.board, { taskId: task.id, state: 'in_progress' })
    expect((await refusal(started))?.facts.rule).toBe('assignee_missing')
    const asAgent = await company.asAgent(agent.id)
    expect((await refusal(updateTask(asAgent, { taskId: task.id, isHidden: true })))?.code).toBe('forbidden')
    expect((await refusal(updateTask(asAgent, { taskId: task.id, acceptance: [] })))?.code).toBe('forbidden')
    expect((await updateTask(company.board, { taskId: task.id, isHidden: true })).isHidden).toBe(true)
    expect((await listTasks(company.board, { q: task.identifier })).length).toBe(0)
    expect((await listTasks(company.board, { q: task.identifier, includeHidden: true })).length).toBe(1)
  })

  it('is not handed on more often than the company allows, whichever way', async () => {
    const own = await foundCompany()
    await updateCompany(own.board, { maxRequestDepth: 1 })
    const boss = await own.hire()
    const report = await own.hire({ managerId: boss.id })
    const [asBoss, asReport] = await Promise.all([own.asAgent(boss.id), own.asAgent(report.id)])
    const task = await createTask(own.board, { title: 'Hot', assigneeId: boss.id })
    expect((await delegateTask(asBoss, { taskId: task.id, toAgentId: report.id })).requestDepth).toBe(1)
    const third = await own.hire()
    const ways = [
      () => delegateTask(asReport, { taskId: task.id, toAgentId: third.id }),
      () => delegateTask(asReport, { taskId: task.id, toAgentId: third.id, asSubtask: true }),
      () => updateTask(asReport, { taskId: task.id, assigneeId: third.id }),
      () => createTask(asReport, { title: 'Part', parentId: task.id }),
      () => createTask(asReport, { title: 'Deep', requestDepth: 2 }),
    ]
    for (const way of ways) expect((await refusal(way()))?.facts.rule).toBe('depth_limit')
    const numbers = await listTasks(own.board, {})
    expect(numbers).toHaveLength(1)
  })
})

describe('labels', () => {
  it('have a name of their own, and go from the tasks when they go', async () => {
    const { board } = company
    const made = await createLabel(board, { name: 'blue' })
    expect((await refusal(createLabel(board, { name: 'blue' })))?.code).toBe('already_exists')
    const other = await createLabel(board, { name: 'green' })
    expect((await refusal(updateLabel(board, { labelId: other.id, name: 'blue' })))?.code).toBe('already_exists')
    const task = await createTask(board, { title: 'Marked', labelIds: [made.id, other.id] })
    expect(task.labels.map((label) => label.name)).toEqual(['blue', 'green'])
    expect((await updateTask(board, { taskId: task.id, labelIds: [other.id] })).labels).toHaveLength(1)
    const unknown = updateTask(board, { taskId: task.id, labelIds: [newId()] })
    expect((await refusal(unknown))?.code).toBe('not_found')
    const asAgent = await company.asAgent((await company.hire()).id)
    expect((await refusal(deleteLabel(asAgent, { labelId: other.id })))?.code).toBe('forbidden')
    await deleteLabel(board, { labelId: other.id })
    expect((await getTask(board, { taskId: task.id })).labels).toEqual([])
    expect((await listLabels(board, {})).map((label) => label.name)).toContain('blue')
  })
})

describe('listTasks', () => {
  it('answers each filter with its tasks, and pages without gaps or twins', async () => {
    const own = await foundCompany()
    const { board } = own
    const [ada, bob] = await Promise.all([own.hire({ name: 'Ada' }), own.hire({ name: 'Bob' })])
    const team = await createTeam(board, { name: 'Core' })
    await setTeamMembers(board, { teamId: team.id, agentIds: [ada.id], personIds: [] })
    const label = await createLabel(board, { name: 'x' })
    const hers = await createTask(board, { title: 'Hers: 100% done_soon', assigneeId: ada.id, labelIds: [label.id] })
    const his = await createTask(board, { title: 'His', assigneeId: bob.id, blockedByIds: [hers.id], dueAt: DUE })
    const child = await createTask(await own.asAgent(ada.id), {
      title: 'Child',
      parentId: his.id,
      priority: 'critical',
    })
    const nobodys = await createTask(board, { title: 'Nobody', originKind: 'import', originId: '7' })
    await postMessage(await own.asAgent(ada.id), { taskId: nobodys.id, content: 'Hm' })
    const found = async (filter: Parameters<typeof listTasks>[1]) =>
      (await listTasks(board, { ...filter, order: 'oldest' })).map((task) => task.title.split(':')[0])
    expect(await found({})).toEqual(['Hers', 'His', 'Child', 'Nobody'])
    expect(await found({ assigneeId: ada.id })).toEqual(['Hers'])
    expect(await found({ teamId: team.id })).toEqual(['Hers'])
    expect(await found({ createdByAgentId: ada.id })).toEqual(['Child'])
    expect(await found({ participantAgentId: ada.id })).toEqual(['Hers', 'Child', 'Nobody'])
    expect(await found({ labelId: label.id })).toEqual(['Hers'])
    expect(await found({ isBlocked: true })).toEqual(['His'])
    expect(await found({ isBlocked: false })).toEqual(['Hers', 'Child', 'Nobody'])
    expect(await found({ parentId: his.id })).toEqual(['Child'])
    expect(await found({ parentId: null })).toEqual(['Hers', 'His', 'Nobody'])
    expect(await found({ priority: 'critical' })).toEqual(['Child'])
    expect(await found({ originKind: 'import', originId: '7' })).toEqual(['Nobody'])
    expect(await found({ dueBefore: '2027-03-02T00:00:00Z' })).toEqual(['His'])
    expect(await found({ q: '100%' })).toEqual(['Hers'])
    expect(await found({ q: 'done_s' })).toEqual(['Hers'])
    expect(await found({ q: 'e_s' })).toEqual(['Hers'])
    expect(await found({ q: '%' })).toEqual(['Hers'])
    expect(await found({ q: child.identifier })).toEqual(['Child'])
    expect(await found({ goalId: hers.goalId, withSubgoals: true, states: ['todo'] })).toEqual(['Hers', 'His'])
    expect((await listTasks(board, { order: 'due' })).map((task) => task.id)).toEqual([his.id])
    await updateTask(board, { taskId: (await createTask(board, { title: 'Put away' })).id, isHidden: true })
    expect(await countTasks(board, {})).toEqual({ todo: 2, backlog: 2 })
    expect(await countTasks(board, { participantAgentId: ada.id, states: ['todo'] })).toEqual({ todo: 1 })
    expect(await countTasks(board, { order: 'due' })).toEqual({ todo: 1 })
    for (const order of ['newest', 'oldest'] as const) {
      const seen: string[] = []
      for (;;) {
        const page = await listTasks(board, { order, limit: 1, before: seen.at(-1) })
        if (page.length === 0) break
        seen.push(...page.map((task) => task.id))
      }
      const all = (await listTasks(board, { order })).map((task) => task.id)
      expect(seen).toEqual(all)
    }
  })
})

it('keeps a message once that is posted while its task is reopened', async () => {
  const agent = await company.hire()
  const task = await createTask(company.board, { title: 'Over', assigneeId: agent.id, state: 'done' })
  expect(task.completedAt).not.toBeNull()
  await postMessage(company.board, { taskId: task.id, content: 'Not yet', reopen: true })
  expect(await getTask(company.board, { taskId: task.id })).toMatchObject({ state: 'todo', completedAt: null })
  const told = await asDatabaseOwner(
    `SELECT 1 FROM "OutboxEvent" WHERE name = 'task/assigned' AND "isForEngine" AND data->>'taskId' = $1`,
    [task.id],
  )
  expect(told).toHaveLength(1)
})
