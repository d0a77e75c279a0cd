import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportCost } from '@/features/budgets'
import { createTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { getProject } from '../queries/get-project'
import { listProjects } from '../queries/list-projects'
import { compactCostTally } from '../tally'
import { createProject } from './create-project'
import { updateProject } from './update-project'

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
})
afterAll(closePools)

describe('the key of a project', () => {
  it('is its own, also for projects of one name that are created at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => createProject(company.board, { name: 'Launch site!' })),
    )
    const keys = made.map((project) => project.key).sort()
    expect(keys).toEqual(['launch-site', ...[2, 3, 4, 5, 6, 7, 8].map((n) => `launch-site-${n}`)])
    expect(await getProject(company.board, { key: 'launch-site-3' })).toMatchObject({ name: 'Launch site!' })
  })

  it('follows the name, and stays when the name says the same', async () => {
    await createProject(company.board, { name: 'Alpha' })
    const { id } = await createProject(company.board, { name: 'Alpha' })
    const rename = async (name: string) => (await updateProject(company.board, { projectId: id, name })).key
    expect(await rename('ALPHA.')).toBe('alpha-2')
    expect(await rename('Beta')).toBe('beta')
    expect(await rename('Alpha')).toBe('alpha-2')
    expect(await rename('***')).toBe('project')
  })
})

describe('updateProject', () => {
  it('pauses and archives, keeps the first time, and gives it back', async () => {
    const { id } = await createProject(company.board, { name: 'Stops' })
    const update = (change: object) => updateProject(company.board, { projectId: id, ...change })
    const paused = await update({ isPaused: true, pauseReason: 'Waits for the bank' })
    expect(paused).toMatchObject({ pauseReason: 'Waits for the bank', pausedAt: expect.any(String) })
    expect((await update({ isPaused: true })).pausedAt).toBe(paused.pausedAt)
    expect(await update({ isPaused: false })).toMatchObject({ pausedAt: null, pauseReason: null })
    await update({ isArchived: true })
    const listed = async (includeArchived: boolean) =>
      (await listProjects(company.board, { includeArchived })).some((project) => project.id === id)
    expect([await listed(false), await listed(true)]).toEqual([false, true])
    expect(await update({ isArchived: false })).toMatchObject({ archivedAt: null })
  })

  it('lets an agent change what it leads, and leaves stops to people', async () => {
    const { hire, asAgent, board } = await foundCompany()
    await hire()
    const [ada, bob] = [await hire(), await hire()]
    const { id } = await createProject(board, { name: 'Led', leadAgentId: ada.id, color: '#7C3AED' })
    const as = async (agentId: string, change: object) =>
      updateProject(await asAgent(agentId), { projectId: id, ...change })
    expect(await as(ada.id, { status: 'in_progress', targetDate: '2027-02-28' })).toMatchObject({
      ...{ status: 'in_progress', targetDate: '2027-02-28', color: '#7c3aed', leadName: ada.name },
    })
    await expect(as(bob.id, { status: 'completed' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(as(ada.id, { isPaused: true })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(as(ada.id, { isArchived: true })).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('the repository of a project', () => {
  it('is set by people, holds no credentials, and is an address that git may be asked for', async () => {
    const { board, hire, asAgent } = await foundCompany()
    const { id } = await createProject(board, { name: 'Code', repositoryUrl: 'git@example.com:a/b.git' })
    const set = (change: object, as = board) => updateProject(as, { projectId: id, ...change })
    expect(await set({ defaultBranch: 'release/2.x' })).toMatchObject({
      ...{ repositoryUrl: 'git@example.com:a/b.git', defaultBranch: 'release/2.x' },
    })
    for (const repositoryUrl of ['ext::sh -c id', '--upload-pack=id', 'https://me:token@example.com/a.git', 'a b'])
      await expect(set({ repositoryUrl })).rejects.toMatchObject({ code: 'invalid_input' })
    for (const defaultBranch of ['--all', 'a..b', 'a b', ''])
      await expect(set({ defaultBranch })).rejects.toMatchObject({ code: 'invalid_input' })
    const root = await hire()
    await expect(set({ repositoryUrl: '/etc' }, await asAgent(root.id))).rejects.toMatchObject({ code: 'forbidden' })
    expect(await set({ repositoryUrl: null })).toMatchObject({ repositoryUrl: null })
  })
})

describe('listProjects', () => {
  it('counts tasks by state, as they come, move and go, and pages', async () => {
    const { board, id: companyId } = await foundCompany()
    const [one, two] = [await createProject(board, { name: 'One' }), await createProject(board, { name: 'Two' })]
    const tasks = await Promise.all(
      (['todo', 'backlog', 'blocked', 'done', 'cancelled'] as const).map((state) =>
        createTask(board, { title: state, state }),
      ),
    )
    const move = (projectId: string | null, ids: string[]) =>
      asDatabaseOwner(`UPDATE "Task" SET "projectId" = $1 WHERE "companyId" = $2 AND id = ANY($3)`, [
        ...[projectId, companyId],
        ids,
      ])
    await move(
      one.id,
      tasks.map((task) => task.id),
    )
    await move(two.id, [tasks[3]!.id])
    await move(null, [tasks[1]!.id])
    const none = { open: 0, inProgress: 0, inReview: 0, blocked: 0, done: 0 }
    expect(await listProjects(board, { limit: 1 })).toMatchObject([
      { id: one.id, tasks: { ...none, open: 1, blocked: 1 } },
    ])
    expect(await listProjects(board, { after: one.id })).toMatchObject([{ id: two.id, tasks: { ...none, done: 1 } }])
  })
  it('says what the tasks of a project have cost, also when the tally was added up', async () => {
    const { board, hire, id: companyId } = await foundCompany()
    const ada = await hire()
    const { id: projectId } = await createProject(board, { name: 'Site' })
    const { id: taskId } = await createTask(board, { title: 'Build', projectId })
    for (let n = 0; n < 35; n++) await reportCost(board, { agentId: ada.id, taskId, model: 'x', costMicros: 10 })
    const elsewhere = await createTask(board, { title: 'Elsewhere' })
    await reportCost(board, { agentId: ada.id, taskId: elsewhere.id, model: 'x', costMicros: 7 })
    expect(await listProjects(board, {})).toMatchObject([{ costMicros: 350 }])
    expect(await compactCostTally(companyId)).toBe(36)
    expect(await compactCostTally(companyId)).toBe(0)
    expect(await listProjects(board, {})).toMatchObject([{ costMicros: 350 }])
  })
})
