import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { listAudit } from '@/features/audit'
import { remember } from '@/features/memory'
import { createTeam, deleteTeam, pauseAgent, setTeamMembers, terminateAgent } from '@/features/org'
import { requestWake } from '@/features/runs'
import {
  acceptInteraction,
  createInteraction,
  createTask,
  editMessage,
  postMessage,
  updateTask,
} from '@/features/tasks'
import type { Caller } from '@/platform/command'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { addMember, codeOf, foundCompany, type TestCompany } from '@/testing/company'
import {
  appointInTeam,
  callerFor,
  createApiKey,
  dismissFromTeam,
  listGranted,
  myGrants,
  proveBearer,
  removeMember,
  setMemberRole,
} from '.'

afterAll(closePools)

let company: TestCompany
let eve: string
let [red, blue] = [{ id: '' }, { id: '' }]
let [ada, bob] = [{ id: '' }, { id: '' }]

beforeEach(async () => {
  company = await foundCompany()
  const { board, hire } = company
  eve = await addMember(company.id, 'viewer')
  ;[ada, bob] = [await hire({ name: 'Ada' }), await hire({ name: 'Bob' })]
  ;[red, blue] = [await createTeam(board, { name: 'Red' }), await createTeam(board, { name: 'Blue' })]
  await setTeamMembers(board, { teamId: red.id, agentIds: [ada.id] })
  await setTeamMembers(board, { teamId: blue.id, agentIds: [bob.id] })
})

/** The person, as proven anew by each request. */
function asEve(): Promise<Caller> {
  const identity = {
    kind: 'person',
    personId: eve,
    isInstanceAdmin: false,
    via: 'session',
    sessionId: newId(),
  } as const
  return callerFor(identity, company.id)
}

const appoint = (role: 'operator' | 'admin' = 'operator', team = red) =>
  appointInTeam(company.board, { teamId: team.id, personId: eve, role })

async function taskOf(agent: { id: string } | null, parentId?: string) {
  return createTask(company.board, { title: 'Some work', assigneeId: agent?.id, parentId, state: 'backlog' })
}

describe('an operator of a team', () => {
  it("changes the team's tasks and wakes its agents, and nobody else's", async () => {
    const [hers, his, free] = [await taskOf(ada), await taskOf(bob), await taskOf(null)]
    await appoint()
    const caller = await asEve()
    const change = (taskId: string) => codeOf(updateTask(caller, { taskId, priority: 'high' }))
    expect(await change(hers.id)).toBe('done')
    expect(await change(hers.id.toUpperCase())).toBe('done')
    expect(await change(his.id)).toBe('forbidden')
    expect(await change(his.id.toUpperCase())).toBe('forbidden')
    expect(await change(free.id)).toBe('forbidden')
    expect(await change(newId())).toBe('forbidden')
    expect(await codeOf(postMessage(caller, { taskId: hers.id, content: 'Go on' }))).toBe('done')
    expect(await codeOf(postMessage(caller, { taskId: his.id, content: 'Go on' }))).toBe('forbidden')
    expect(await codeOf(requestWake(caller, { agentId: ada.id, cause: 'manual' }))).toBe('done')
    expect(await codeOf(requestWake(caller, { agentId: bob.id, cause: 'manual' }))).toBe('forbidden')
    expect(await codeOf(requestWake(caller, { agentId: ada.id, taskId: his.id, cause: 'manual' }))).toBe('forbidden')
  })

  it('gives work to the team only, and not away from it', async () => {
    const hers = await taskOf(ada)
    await appoint()
    const caller = await asEve()
    const create = (wish: object) => codeOf(createTask(caller, { title: 'More work', ...wish }))
    expect(await create({ assigneeId: ada.id })).toBe('done')
    expect(await create({ parentId: hers.id })).toBe('done')
    expect(await create({ assigneePersonId: eve })).toBe('done')
    expect(await create({})).toBe('forbidden')
    expect(await create({ assigneeId: bob.id, parentId: hers.id })).toBe('forbidden')
    expect(await codeOf(updateTask(caller, { taskId: hers.id, assigneeId: bob.id }))).toBe('forbidden')
    expect(await codeOf(updateTask(caller, { taskId: hers.id, assigneeId: null }))).toBe('done')
    // it is nobody's now, so it is the company's
    expect(await codeOf(updateTask(caller, { taskId: hers.id, priority: 'high' }))).toBe('forbidden')
  })

  it('reaches nobody of another team by what a command says', async () => {
    const hers = await taskOf(ada)
    await appoint()
    const caller = await asEve()
    const suggest = (...assigneeIds: string[]) =>
      createInteraction(caller, {
        taskId: hers.id,
        kind: 'suggest_tasks',
        payload: { tasks: assigneeIds.map((assigneeId) => ({ title: 'Suggested', assigneeId })) },
      })
    const both = await suggest(ada.id, bob.id)
    expect(await codeOf(acceptInteraction(caller, { interactionId: both.id }))).toBe('forbidden')
    expect(await codeOf(acceptInteraction(caller, { interactionId: both.id, selected: [0] }))).toBe('done')
    const his = await suggest(bob.id)
    expect(await codeOf(acceptInteraction(company.board, { interactionId: his.id }))).toBe('done')

    const stages = (id: string) => [{ type: 'review' as const, participants: [{ type: 'agent' as const, id }] }]
    const judgedBy = (id: string) =>
      Promise.all([
        codeOf(createTask(caller, { title: 'Judged', assigneeId: ada.id, executionPolicy: { stages: stages(id) } })),
        codeOf(updateTask(caller, { taskId: hers.id, executionPolicy: { stages: stages(id) } })),
      ])
    expect(await judgedBy(bob.id)).toEqual(['forbidden', 'forbidden'])
    expect(await judgedBy(ada.id)).toEqual(['done', 'done'])
  })

  it('wakes by a mention only agents of the team; who writes in the company wakes whom they like', async () => {
    const hers = await taskOf(ada)
    await appoint()
    const caller = await asEve()
    const content = '@Ada and @Bob'
    await postMessage(caller, { taskId: hers.id, content })
    const { id: messageId } = await postMessage(caller, { taskId: hers.id, content: 'Nobody' })
    await editMessage(caller, { messageId, content })
    await updateTask(caller, { taskId: hers.id, comment: content })
    const mentioned = async () => {
      const told = (await listAudit(company.board, { limit: 500 })).filter(
        ({ action }) => action === 'message.posted' || action === 'message.edited',
      )
      return told.map(({ details }) => details.mentioned as string[]).filter((ids) => ids.length > 0)
    }
    expect(await mentioned()).toEqual([[ada.id], [ada.id], [ada.id], [ada.id]])
    await setMemberRole(company.board, { personId: eve, role: 'operator' })
    await postMessage(await asEve(), { taskId: hers.id, content: '@Bob' })
    await postMessage(await company.asAgent(ada.id), { taskId: hers.id, content: '@Bob' })
    expect((await mentioned()).filter((ids) => ids.includes(bob.id))).toHaveLength(2)
  })

  it('has for a task without an assignee what the task above it says', async () => {
    const [hers, his] = [await taskOf(ada), await taskOf(bob)]
    const below = await taskOf(null, (await taskOf(null, hers.id)).id)
    const other = await taskOf(null, his.id)
    await appoint()
    expect(await codeOf(updateTask(await asEve(), { taskId: below.id, priority: 'high' }))).toBe('done')
    expect(await codeOf(updateTask(await asEve(), { taskId: other.id, priority: 'high' }))).toBe('forbidden')
  })

  it('gets the one grant that a command needs, and no other', async () => {
    const hers = await taskOf(ada)
    await appoint('admin')
    const caller = await asEve()
    expect(await codeOf(pauseAgent(caller, { agentId: ada.id }))).toBe('done')
    expect(await codeOf(pauseAgent(caller, { agentId: bob.id }))).toBe('forbidden')
    expect(await codeOf(terminateAgent(caller, { agentId: ada.id }))).toBe('forbidden')
    expect(await codeOf(setTeamMembers(caller, { teamId: red.id, agentIds: [ada.id, bob.id] }))).toBe('forbidden')
    // a check that runs a program on a worker is for who may change agents in the company
    const acceptance = [{ kind: 'command_exit_0' as const, command: 'true' }]
    expect(await codeOf(updateTask(caller, { taskId: hers.id, acceptance }))).toBe('forbidden')
  })

  it('keeps what the team remembers', async () => {
    await appoint()
    const caller = await asEve()
    const note = (scopeKind: 'agent' | 'team' | 'company', scopeId?: string) =>
      codeOf(remember(caller, { scopeKind, scopeId, key: 'tone', text: 'Plain words' }))
    expect(
      await Promise.all([note('team', red.id), note('team', blue.id), note('agent', ada.id), note('company')]),
    ).toEqual(['done', 'forbidden', 'done', 'forbidden'])
  })

  it('is told so about each thing, for the screens', async () => {
    const [hers, his] = [await taskOf(ada), await taskOf(bob)]
    await appoint()
    const caller = await asEve()
    const about = async (id: string) => (await myGrants(caller, { about: { kind: 'task', id } })).grants
    expect(await myGrants(caller, {})).toMatchObject({ teamIds: [red.id] })
    expect((await myGrants(caller, {})).grants).not.toContain('task:write')
    expect(await about(hers.id)).toContain('task:write')
    expect(await about(his.id)).not.toContain('task:write')
    const below = await taskOf(null, hers.id)
    const listed = (grant: 'task:write' | 'org:write') =>
      listGranted(caller, { grant, kind: 'task', ids: [below, his, hers].map(({ id }) => id) })
    expect(await listed('task:write')).toEqual([below.id, hers.id])
    expect(await listed('org:write')).toEqual([])
    await setMemberRole(company.board, { personId: eve, role: 'operator' })
    expect(await listGranted(await asEve(), { grant: 'task:write', kind: 'task', ids: [his.id] })).toEqual([his.id])
  })
})

describe('a role in a team ends', () => {
  it('when it is taken back, with the membership, and with the team', async () => {
    const hers = await taskOf(ada)
    const change = async () => codeOf(updateTask(await asEve(), { taskId: hers.id, priority: 'low' }))
    const { board } = company
    await appoint()
    const before = await asEve()
    await dismissFromTeam(board, { teamId: red.id, personId: eve })
    // also for a request that is under way
    expect(await codeOf(updateTask(before, { taskId: hers.id, priority: 'low' }))).toBe('forbidden')
    expect(await change()).toBe('forbidden')

    await appoint()
    expect(await change()).toBe('done')
    await removeMember(board, { personId: eve })
    expect(await codeOf(asEve())).toBe('not_found')

    eve = await addMember(company.id, 'viewer')
    await appoint()
    expect(await change()).toBe('done')
    await deleteTeam(board, { teamId: red.id })
    expect(await change()).toBe('forbidden')
  })

  it('while agents move between teams: each deed is judged by where the agent is', async () => {
    const hers = await taskOf(ada)
    await appoint()
    const caller = await asEve()
    const move = (to: object[]) =>
      Promise.all(
        [red, blue].map((team) =>
          setTeamMembers(company.board, { teamId: team.id, agentIds: to.includes(team) ? [ada.id] : [] }),
        ),
      )
    for (let round = 0; round < 2; round++) {
      const deeds = Array.from({ length: 4 }, () => codeOf(updateTask(caller, { taskId: hers.id, priority: 'high' })))
      const [codes] = await Promise.all([Promise.all(deeds), move([blue])])
      expect(codes.every((code) => code === 'done' || code === 'forbidden')).toBe(true)
      expect(await codeOf(updateTask(caller, { taskId: hers.id, priority: 'low' }))).toBe('forbidden')
      await move([red])
      expect(await codeOf(updateTask(caller, { taskId: hers.id, priority: 'low' }))).toBe('done')
    }
  })
})

describe('appointing in a team', () => {
  it('is for who lets people in; administrators are made by owners; of members only', async () => {
    const admin = await addMember(company.id, 'admin')
    const other = await foundCompany()
    const identity = {
      kind: 'person',
      personId: admin,
      isInstanceAdmin: false,
      via: 'session',
      sessionId: newId(),
    } as const
    const boss = await callerFor(identity, company.id)
    const wish = { teamId: red.id, personId: eve }
    expect(await codeOf(appointInTeam(await asEve(), { ...wish, role: 'operator' }))).toBe('forbidden')
    expect(await codeOf(appointInTeam(boss, { ...wish, role: 'admin' }))).toBe('forbidden')
    expect(await codeOf(appointInTeam(boss, { ...wish, role: 'operator' }))).toBe('done')
    await appoint('admin')
    expect(await codeOf(dismissFromTeam(boss, wish))).toBe('forbidden')
    expect(await codeOf(appointInTeam(boss, { ...wish, role: 'operator' }))).toBe('forbidden')
    expect(await codeOf(appointInTeam(boss, { ...wish, personId: newId(), role: 'operator' }))).toBe('not_found')
    const theirs = await createTeam(other.board, { name: 'Theirs' })
    expect(await codeOf(appointInTeam(boss, { ...wish, teamId: theirs.id, role: 'operator' }))).toBe('not_found')
  })

  it('says nothing to keys: they do what the role in the company lets them', async () => {
    const hers = await taskOf(ada)
    await setMemberRole(company.board, { personId: eve, role: 'admin' })
    const { token } = await createApiKey(await asEve(), { name: 'Script', kind: 'board' })
    await setMemberRole(company.board, { personId: eve, role: 'viewer' })
    await appoint()
    const script = await callerFor(await proveBearer(token), company.id)
    expect(await codeOf(updateTask(script, { taskId: hers.id, priority: 'high' }))).toBe('forbidden')
  })

  it('holds one of two that come at once, whichever that is', async () => {
    const both = await Promise.all([codeOf(appoint('operator')), codeOf(appoint('admin'))])
    expect(both).toEqual(['done', 'done'])
    expect((await myGrants(await asEve(), {})).teamIds).toEqual([red.id])
  })
})
