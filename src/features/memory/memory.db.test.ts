import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTeam, deleteTeam, setTeamMembers } from '@/features/org'
import { createTask } from '@/features/tasks'
import { createSecret } from '@/features/vault'
import type { Caller } from '@/platform/command'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { forget, getMemory, listMemories, recallFor, remember, searchMemories, updateMemory } from '.'

let company: TestCompany
/** The root, and two below it; Ada is in the team. */
let root: string
let ada: string
let bob: string
let team: string
let asRoot: Caller
let asAda: Caller
let asBob: Caller

beforeAll(async () => {
  company = await foundCompany()
  root = (await company.hire({ name: 'Root' })).id
  ada = (await company.hire({ name: 'Ada' })).id
  bob = (await company.hire({ name: 'Bob' })).id
  team = (await createTeam(company.board, { name: 'Builders' })).id
  await setTeamMembers(company.board, { teamId: team, agentIds: [ada], personIds: [] })
  asRoot = await company.asAgent(root)
  asAda = await company.asAgent(ada)
  asBob = await company.asAgent(bob)
})
afterAll(closePools)

const keysOf = (memories: { key: string }[]) => memories.map((memory) => memory.key)
const ofTeam = () => ({ scopeKind: 'team' as const, scopeId: team })
const ofAgent = (scopeId: string) => ({ scopeKind: 'agent' as const, scopeId })

describe('remembering', () => {
  it('creates, replaces by key and changes nothing when it says the same', async () => {
    const first = await remember(asAda, { key: 'Deploy/Steps', text: 'Push to main.', tags: ['Deploy', 'deploy'] })
    expect(first).toMatchObject({
      ...{ scopeKind: 'agent', scopeId: ada, scopeName: 'Ada', key: 'deploy/steps', tags: ['deploy'], version: 1 },
      ...{ authorKind: 'agent', authorId: ada, runId: null, lastUsedAt: null },
    })
    expect(await remember(asAda, { key: 'deploy/steps', text: 'Push to main.' })).toEqual(first)
    const second = await remember(asAda, { key: 'deploy/steps', text: 'Tag it first.' })
    expect(second).toMatchObject({ id: first.id, version: 2, text: 'Tag it first.', tags: ['deploy'] })
    await expect(remember(asAda, { key: 'deploy/steps', text: 'x', version: 1 })).rejects.toMatchObject({
      ...{ code: 'stale_version', facts: { currentVersion: 2 } },
    })
    await expect(updateMemory(asAda, { memoryId: first.id, text: 'x', version: 1 })).rejects.toMatchObject({
      code: 'stale_version',
    })
    await remember(asAda, { key: 'taken', text: 'x' })
    await expect(updateMemory(asAda, { memoryId: first.id, key: 'taken' })).rejects.toMatchObject({
      code: 'already_exists',
    })
    expect(await updateMemory(asAda, { memoryId: first.id, key: 'deploying', version: 2 })).toMatchObject({
      ...{ key: 'deploying', text: 'Tag it first.', version: 3 },
    })
    expect(await forget(asAda, { memoryId: first.id, version: 3 })).toMatchObject({ key: 'deploying' })
    await expect(getMemory(asAda, { memoryId: first.id })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('says which run and task it was learnt in, and leaves the text out of the audit log', async () => {
    const task = await createTask(company.board, { title: 'Learn' })
    const runId = newId()
    await asDatabaseOwner(
      `INSERT INTO "Run" (id, "companyId", "agentId", "taskId", cause, runtime, state, "finishedAt") VALUES ($1, $2, $3, $4, 'manual', 'bash', 'succeeded', now())`,
      [runId, company.id, ada, task.id],
    )
    const caller: Caller = { ...asAda, actor: { kind: 'agent', id: ada, runId } }
    const { id } = await remember(caller, { key: 'learnt', text: 'Only readable here' })
    expect(await getMemory(company.board, { memoryId: id })).toMatchObject({ runId, taskId: task.id })
    const [log] = await asDatabaseOwner<{ text: string }>(
      `SELECT string_agg(e::text, ' ') AS text FROM "AuditEntry" e WHERE "companyId" = $1 AND "subjectId" = $2`,
      [company.id, id],
    )
    expect(log!.text).toContain('memory.remembered')
    expect(log!.text).not.toContain('Only readable here')
  })

  it('refuses what gives a secret away', async () => {
    await createSecret(company.board, { name: 'MAIL_TOKEN', value: 'swordfish-42' })
    for (const text of ['Log in with swordfish-42.', 'Use postgres://me:hunter2@db/app']) {
      const refused = { code: 'broken_rule', facts: { rule: 'secret_in_text' } }
      await expect(remember(asAda, { key: 'login', text })).rejects.toMatchObject(refused)
    }
    expect(await remember(asAda, { key: 'login', text: 'The token is the secret MAIL_TOKEN.' })).toMatchObject({
      version: 1,
    })
  })
})

describe('who may', () => {
  it('write: people everywhere, an agent for itself and its teams, the root for the company', async () => {
    const forbidden = { code: 'forbidden' }
    const text = 'Known'
    await expect(remember(asAda, { ...ofAgent(bob), key: 'hers', text })).rejects.toMatchObject(forbidden)
    await expect(remember(asBob, { ...ofTeam(), key: 'theirs', text })).rejects.toMatchObject(forbidden)
    await expect(remember(asAda, { scopeKind: 'company', key: 'all', text })).rejects.toMatchObject(forbidden)
    const his = await remember(company.board, { ...ofAgent(bob), key: 'his', text })
    const all = await remember(asRoot, { scopeKind: 'company', key: 'all', text })
    const teams = await remember(asAda, { ...ofTeam(), key: 'theirs', text })
    for (const { id: memoryId } of [his, all]) {
      await expect(updateMemory(asAda, { memoryId, text: 'Mine' })).rejects.toMatchObject(forbidden)
      await expect(forget(asAda, { memoryId })).rejects.toMatchObject(forbidden)
    }
    await expect(forget(asBob, { memoryId: teams.id })).rejects.toMatchObject(forbidden)
    const viewer = { ...company.board, grants: new Set([...company.board.grants].filter((g) => !g.endsWith(':write'))) }
    await expect(remember(viewer, { key: 'all', text })).rejects.toMatchObject(forbidden)
  })

  it('read: people everything, an agent what is its own, its teams’ and the company’s', async () => {
    const secret = await remember(asBob, { key: 'quokka', text: 'A quokka of his own' })
    await remember(asAda, { ...ofTeam(), key: 'quokka-team', text: 'A quokka of the team' })
    await remember(asRoot, { scopeKind: 'company', key: 'quokka-all', text: 'A quokka for all' })
    const found = async (caller: Caller) => keysOf(await searchMemories(caller, { q: 'quokka' })).sort()
    const listed = async (caller: Caller) =>
      keysOf(await listMemories(caller, {})).filter((k) => k.startsWith('quokka'))
    expect(await found(company.board)).toEqual(['quokka', 'quokka-all', 'quokka-team'])
    expect(await found(asAda)).toEqual(['quokka-all', 'quokka-team'])
    expect(await found(asBob)).toEqual(['quokka', 'quokka-all'])
    expect(await listed(asAda)).toEqual(['quokka-all', 'quokka-team'])
    expect(await listed(asBob)).toEqual(['quokka-all', 'quokka'])
    const forbidden = { code: 'forbidden' }
    await expect(getMemory(asAda, { memoryId: secret.id })).rejects.toMatchObject(forbidden)
    await expect(listMemories(asAda, ofAgent(bob))).rejects.toMatchObject(forbidden)
    await expect(searchMemories(asBob, { ...ofTeam(), q: 'quokka' })).rejects.toMatchObject(forbidden)
    await expect(recallFor(asAda, { agentId: bob })).rejects.toMatchObject(forbidden)
  })

  it('nothing of another company', async () => {
    const other = await foundCompany()
    const stranger = await other.hire()
    const asStranger = await other.asAgent(stranger.id)
    const memory = await remember(asAda, { key: 'numbat', text: 'A numbat' })
    for (const caller of [other.board, asStranger]) {
      await expect(getMemory(caller, { memoryId: memory.id })).rejects.toMatchObject({ code: 'not_found' })
      await expect(forget(caller, { memoryId: memory.id })).rejects.toMatchObject({ code: 'not_found' })
      await expect(listMemories(caller, ofAgent(ada))).rejects.toMatchObject({ code: 'not_found' })
      expect(await searchMemories(caller, { q: 'numbat' })).toEqual([])
      expect(await listMemories(caller, {})).toEqual([])
    }
    expect(await recallFor(asStranger, { agentId: stranger.id })).toEqual([])
  })
})

describe('pages', () => {
  it('go on where the last one ended, in lists and in searches', async () => {
    const scope = ofAgent((await company.hire()).id)
    for (let n = 0; n < 5; n++)
      await remember(company.board, { ...scope, key: `wombat-${n}`, text: `Wombat number ${n}` })
    const listed = await listMemories(company.board, { ...scope, limit: 3 })
    const rest = await listMemories(company.board, { ...scope, limit: 3, before: listed.at(-1)!.id })
    expect(keysOf([...listed, ...rest])).toEqual([4, 3, 2, 1, 0].map((n) => `wombat-${n}`))
    const hits = await searchMemories(company.board, { ...scope, q: 'wombat', limit: 3 })
    const more = await searchMemories(company.board, { ...scope, q: 'wombat', limit: 3, after: hits.at(-1)!.id })
    expect(keysOf([...hits, ...more]).sort()).toEqual([0, 1, 2, 3, 4].map((n) => `wombat-${n}`))
  })
})

describe('the size of a scope', () => {
  const fill = (scopeId: string, entries: number, characters: number) =>
    asDatabaseOwner(
      `INSERT INTO "Memory" (id, "companyId", "scopeKind", "scopeId", "agentId", key, text, tags, words, "authorKind", "authorId", "createdAt", "updatedAt")
       SELECT gen_random_uuid(), $1, 'agent', $2, $2, 'old-' || i, repeat('x', $4), '{}', '', 'agent', $2, now() - interval '1 year' + i * interval '1 minute', now() - interval '1 year' + i * interval '1 minute'
       FROM generate_series(1, $3) i`,
      [company.id, scopeId, entries, characters],
    )
  const held = async (scopeId: string) =>
    (
      await asDatabaseOwner<{ entries: number; characters: number }>(
        `SELECT count(*)::int AS entries, sum(length(text))::int AS characters FROM "Memory" WHERE "scopeId" = $1`,
        [scopeId],
      )
    )[0]!

  it('is 500 entries, however many are remembered at once', async () => {
    const { id } = await company.hire()
    await fill(id, 495, 10)
    const tries = Array.from({ length: 12 }, (_, n) =>
      remember(company.board, { ...ofAgent(id), key: `new-${n}`, text: 'New' }).then(
        () => 'kept',
        (error) => error.facts.rule,
      ),
    )
    const outcomes = await Promise.all(tries)
    expect(outcomes.filter((outcome) => outcome === 'kept')).toHaveLength(5)
    expect(outcomes.filter((outcome) => outcome === 'memory_full')).toHaveLength(7)
    expect((await held(id)).entries).toBe(500)
  })

  it('is 500,000 characters, also when entries grow at once; what is unused is named', async () => {
    const { id } = await company.hire()
    await fill(id, 62, 8000)
    const small = []
    for (const key of ['a', 'b', 'c']) small.push(await remember(company.board, { ...ofAgent(id), key, text: 'small' }))
    const grown = await Promise.allSettled(
      small.map(({ id: memoryId }) => updateMemory(company.board, { memoryId, text: 'y'.repeat(3000) })),
    )
    expect(grown.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await held(id)).characters).toBeLessThanOrEqual(500_000)
    const full = remember(company.board, { ...ofAgent(id), key: 'more', text: 'z'.repeat(3000) })
    await expect(full).rejects.toMatchObject({
      message: expect.stringMatching(/longest unused: old-1, old-2/),
      facts: { rule: 'memory_full', maxCharacters: 500_000 },
    })
    // what makes way for itself counts once
    const [old] = await searchMemories(company.board, { ...ofAgent(id), q: 'small' })
    expect(await updateMemory(company.board, { memoryId: old!.id, text: 'tiny' })).toMatchObject({ text: 'tiny' })
  })

  it('keeps one of two that are new under one key at once, and says so to the other', async () => {
    const tries = Array.from({ length: 8 }, (_, n) => remember(asAda, { key: 'race', text: `Text ${n}`, version: 0 }))
    const codes = await Promise.all(
      tries.map((each) =>
        each.then(
          () => 'kept',
          (error) => error.code,
        ),
      ),
    )
    expect(codes.sort()).toEqual(['kept', ...Array(7).fill('stale_version')])
  })
})

describe('recalling', () => {
  it('gives what fits the task first, rare words before common ones, and at most eight', async () => {
    const { id: agentId } = await company.hire({ name: 'Recaller' })
    const scope = ofAgent(agentId)
    const known = (key: string, text: string) => remember(company.board, { ...scope, key, text })
    await known('invoices', 'Invoices of the Lisbon office are in escudo-era folders.')
    for (let n = 0; n < 10; n++) await known(`report-${n}`, `The report number ${n} is written for the office.`)
    await known('unrelated', 'The coffee machine leaks.')
    const description = 'Write the report of the office about Lisbon invoices.'
    const task = await createTask(company.board, { title: 'Quarterly report', description })
    const recalled = await recallFor(company.board, { agentId, taskId: task.id })
    expect(recalled).toHaveLength(8)
    expect(recalled[0]).toMatchObject({ scope: 'agent', key: 'invoices' })
    expect(
      keysOf(recalled)
        .slice(1)
        .every((key) => key.startsWith('report-')),
    ).toBe(true)
    // nothing to go by: the newest
    expect(keysOf(await recallFor(company.board, { agentId })).slice(0, 2)).toContain('unrelated')
  })

  it('gives what the agent, its teams and the company know, in any language', async () => {
    const other = await foundCompany()
    const { id: agentId } = await other.hire()
    const { id: teamId } = await createTeam(other.board, { name: 'Crew' })
    await setTeamMembers(other.board, { teamId, agentIds: [agentId], personIds: [] })
    await remember(other.board, { key: 'all', text: 'Всё готово' })
    await remember(other.board, { scopeKind: 'team', scopeId: teamId, key: 'team', text: '系统部署完成了' })
    await remember(other.board, { ...ofAgent(agentId), key: 'own', text: 'x'.repeat(5000) })
    const task = await createTask(other.board, { title: '部署系统' })
    const recalled = await recallFor(await other.asAgent(agentId), { agentId, taskId: task.id })
    expect(recalled[0]).toMatchObject({ key: 'team', scope: 'team' })
    expect(recalled.map(({ scope }) => scope).sort()).toEqual(['agent', 'company', 'team'])
    expect(recalled.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(4000)
    await deleteTeam(other.board, { teamId })
    expect(await listMemories(other.board, {})).toHaveLength(2)
  })
})
