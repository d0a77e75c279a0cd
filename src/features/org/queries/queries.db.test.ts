import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTask, updateTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { foundCompany, type TestCompany } from '@/testing/company'
import {
  createTeam,
  deleteTeam,
  findAgent,
  getTeam,
  listAgents,
  listMembers,
  listTeams,
  mySubtree,
  orgChart,
  orgHealth,
  setMemberTitle,
  setTeamMembers,
  suggestAgents,
  terminateAgent,
  updateTeam,
} from '..'

afterAll(closePools)

let company: TestCompany
let owner: string
const ids: Record<string, string> = {}

beforeAll(async () => {
  company = await foundCompany()
  owner = company.board.actor.id
  const hire = async (name: string, input: Parameters<TestCompany['hire']>[0], manager?: string) => {
    const agent = await company.hire({ name, ...input, managerId: manager ? ids[manager] : undefined })
    ids[name] = agent.id
  }
  await hire('Ceo', { role: 'CEO' })
  await hire('Cto', { role: 'CTO', capabilities: 'Architecture' })
  await hire('Mia', { role: 'CMO', capabilities: 'Newsletters, 100% organic' })
  await hire('Dev', { role: 'engineer', title: 'Backend engineer', capabilities: 'Postgres, REST APIs' }, 'Cto')
  await hire('Web', { role: 'engineer', title: 'Frontend engineer', capabilities: 'React' }, 'Cto')
  await hire('Lost', { role: 'engineer', capabilities: 'Postgres' }, 'Mia')
})

const names = (rows: { name: string }[]) => rows.map(({ name }) => name)

describe('listAgents', () => {
  it.each([
    [{ q: 'backend' }, ['Dev']],
    [{ q: '100%' }, ['Mia']],
    [{ q: '%' }, ['Mia']],
    [{ q: '_' }, []],
    [{ capability: 'postgres' }, ['Dev', 'Lost']],
    [{ role: 'CTO' }, ['Cto']],
    [{ key: 'Dev' }, ['Dev']],
    [{ states: ['paused', 'terminated'] as const }, []],
    [{ states: ['idle'] as const, role: 'engineer' }, ['Dev', 'Web', 'Lost']],
    [{ limit: 2 }, ['Ceo', 'Cto']],
  ])('%o', async (filter, expected) => {
    const input = { ...filter, states: 'states' in filter ? [...filter.states] : undefined }
    expect(names(await listAgents(company.board, input))).toEqual(expected)
  })

  it('goes on behind the last row, and by manager', async () => {
    expect(names(await listAgents(company.board, { after: ids.Mia, limit: 2 }))).toEqual(['Dev', 'Web'])
    expect(names(await listAgents(company.board, { managerId: ids.Cto }))).toEqual(['Dev', 'Web'])
  })
})

it('finds an agent by its shortname, and asks which when several have it', async () => {
  expect(await findAgent(company.board, { key: 'dev' })).toMatchObject({ id: ids.Dev, name: 'Dev' })
  await expect(findAgent(company.board, { key: 'nobody' })).rejects.toMatchObject({ code: 'not_found' })
  const twins = [await company.hire({ name: 'Twin A' }), await company.hire({ name: 'twin  a' })]
  const asked = findAgent(company.board, { key: 'twin-a' })
  const candidates = twins.map(({ id }) => expect.objectContaining({ id }))
  await expect(asked).rejects.toMatchObject({ code: 'already_exists', facts: { candidates } })
  await terminateAgent(company.board, { agentId: twins[0]!.id })
  expect(await findAgent(company.board, { key: 'twin-a' })).toMatchObject({ id: twins[1]!.id })
  await terminateAgent(company.board, { agentId: twins[1]!.id })
})

it('suggests who fits, and of equals who has less to do', async () => {
  const ask = async (text: string, limit = 5) => names(await suggestAgents(company.board, { text, limit }))
  expect((await ask('Make the Postgres queries of the REST API faster'))[0]).toBe('Dev')
  expect((await ask('React components'))[0]).toBe('Web')
  expect(await ask('Wash the windows')).toEqual([])
  expect(await ask('postgres', 1)).toEqual(['Dev'])
  await createTask(company.board, { title: 'Busy', assigneeId: ids.Dev })
  expect(await ask('postgres', 1)).toEqual(['Lost'])
})

it('shows an agent what is below it', async () => {
  const task = await createTask(company.board, { title: 'Stuck', assigneeId: ids.Web })
  await updateTask(company.board, { taskId: task.id, state: 'blocked', blockedReason: 'No key' })
  const own = await mySubtree(await company.asAgent(ids.Cto!), {})
  expect(own.map(({ name, depth, blockedTasks }) => ({ name, depth, blockedTasks }))).toEqual([
    { name: 'Dev', depth: 1, blockedTasks: 0 },
    { name: 'Web', depth: 1, blockedTasks: 1 },
  ])
  const all = await mySubtree(company.board, { agentId: ids.Ceo })
  expect(all.map(({ name, depth }) => `${depth} ${name}`)).toEqual(['1 Cto', '2 Dev', '2 Web', '1 Mia', '2 Lost'])
  expect(await mySubtree(company.board, { agentId: ids.Dev })).toEqual([])
  await expect(mySubtree(company.board, {})).rejects.toMatchObject({ code: 'invalid_input' })
})

it('says what is unhealthy', async () => {
  const { lints } = await orgHealth(company.board, {})
  expect(lints).toEqual([expect.objectContaining({ rule: 'capability_mismatch', agentName: 'Lost' })])
})

describe('teams and people', () => {
  it('puts agents and people of the company into teams, and into the chart', async () => {
    const { id: teamId } = await createTeam(company.board, { name: 'Platform Team' })
    const again = createTeam(company.board, { name: 'platform-team' })
    await expect(again).rejects.toMatchObject({ code: 'already_exists', facts: { field: 'name' } })
    await setMemberTitle(company.board, { personId: owner, title: 'Chair' })
    const team = await setTeamMembers(company.board, { teamId, agentIds: [ids.Dev!, ids.Web!], personIds: [owner] })
    expect(team).toMatchObject({ key: 'platform-team', agents: 2, people: 1, personMembers: [{ title: 'Chair' }] })
    expect(names(await listAgents(company.board, { teamId }))).toEqual(['Dev', 'Web'])
    const { people, agents } = await orgChart(company.board, {})
    expect(people).toEqual([expect.objectContaining({ id: owner, role: 'owner', title: 'Chair' })])
    const shown = agents.map(({ name, depth, teams }) => `${depth} ${name} ${names(teams)}`)
    expect(shown).toEqual(['0 Ceo ', '1 Cto ', '2 Dev Platform Team', '2 Web Platform Team', '1 Mia ', '2 Lost '])
    expect(await updateTeam(company.board, { teamId, name: 'Core' })).toMatchObject({
      name: 'Core',
      key: 'core',
      agents: 2,
    })
    expect(await setTeamMembers(company.board, { teamId, agentIds: [ids.Web!] })).toMatchObject({
      agents: 1,
      people: 0,
    })
    expect(await listTeams(company.board, {})).toHaveLength(1)
    await deleteTeam(company.board, { teamId })
    await expect(getTeam(company.board, { teamId })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('takes nobody from outside', async () => {
    const other = await foundCompany()
    const stranger = await other.hire()
    const { id: teamId } = await createTeam(company.board, { name: 'Closed' })
    const refused = { code: 'not_found' }
    await expect(setTeamMembers(company.board, { teamId, agentIds: [stranger.id] })).rejects.toMatchObject(refused)
    const person = setTeamMembers(company.board, { teamId, personIds: [other.board.actor.id] })
    await expect(person).rejects.toMatchObject(refused)
    expect(await getTeam(company.board, { teamId })).toMatchObject({ agents: 0, people: 0 })
  })

  it('gives one of many teams the name that all ask for', async () => {
    const calls = await Promise.allSettled(Array.from({ length: 6 }, () => createTeam(company.board, { name: 'Same' })))
    expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('shows addresses to people, not to agents', async () => {
    const forAgent = await listMembers(await company.asAgent(ids.Dev!), {})
    expect(forAgent).toEqual([expect.objectContaining({ id: owner, email: null })])
  })
})
