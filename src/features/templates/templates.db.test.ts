import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callerFor, founderCaller, type Identity } from '@/features/access'
import { listAudit } from '@/features/audit'
import { getCompany } from '@/features/companies'
import { createGoal, createProject } from '@/features/goals'
import { remember } from '@/features/memory'
import { createTeam, getAgent, listAgents, resumeAgent, setTeamMembers, terminateAgent } from '@/features/org'
import { createProduct, createTask, getTask, listTasks, postMessage, updateTask } from '@/features/tasks'
import { createSecret, updateSecret } from '@/features/vault'
import { defineQuery } from '@/platform/command'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, type TestCompany, until } from '@/testing/company'
import { exportCompany, exportConversation, importCompany, previewImport, readBundle, readInlineBundle } from '.'
import { readArchive } from './archive'
import { taskPages } from './collect'
import type { Bundle } from './schema'

afterAll(closePools)

const SECRETS = [
  'planted-in-env-1',
  'planted-in-header-2',
  'planted-in-command-3',
  'planted-in-vault-4',
  'planted-in-address-5',
]
const EMOJI = 'Zoë 😀 ‮ 中文 "quoted" \\ line\nbreak'

let rich: TestCompany
let bundle: Bundle
let bytes: Buffer

/** A company with some of everything. */
async function furnish(company: TestCompany): Promise<void> {
  const { board, hire, asAgent } = company
  const vault = await createSecret(board, {
    name: 'Shared key',
    value: SECRETS[3]!,
    description: 'Of the mail provider',
  })
  const ada = await hire({
    name: 'Ada Lovelace',
    role: 'CTO',
    instructions: `# Ada\n${EMOJI}`,
    capMicros: 5_000_000,
    runtimeConfig: {
      command: `API_KEY=${SECRETS[2]} node agent.js --token "$API_KEY"`,
      env: { NODE_ENV: 'production', GITHUB_TOKEN: SECRETS[0]!, MAIL: { secretId: vault.id, version: 'latest' } },
    },
    schedule: { cron: '*/5 * * * *', timeZone: 'Europe/Lisbon' },
  })
  const bob = await hire({
    name: 'Bob',
    managerId: ada.id,
    runtime: 'http',
    runtimeConfig: {
      endpoint: `https://bob:${SECRETS[4]}@agents.example.com/work`,
      headers: { Authorization: `Bearer ${SECRETS[1]}` },
    },
  })
  const namesake = await hire({ name: 'Bob', managerId: bob.id, schedule: { intervalSeconds: 600 } })
  const gone = await hire({ name: 'Gone', managerId: bob.id })
  const goal = await createGoal(board, {
    title: `Goal ${EMOJI}`.replace('\n', ' '),
    ownerAgentId: ada.id,
    dueDate: '2027-01-31',
  })
  const deeper = await createGoal(board, { title: 'Deeper', parentId: goal.id, status: 'achieved' })
  const project = await createProject(board, {
    name: 'Launch site',
    goalId: deeper.id,
    leadAgentId: bob.id,
    color: '#00aaff',
  })
  const team = await createTeam(board, { name: 'Makers' })
  await remember(board, { key: 'style', text: EMOJI, tags: ['Prose'] })
  await remember(board, { scopeKind: 'team', scopeId: team.id, key: 'tools', text: 'Hammers' })
  await remember(board, { scopeKind: 'agent', scopeId: ada.id, key: 'style', text: 'Her own' })
  await setTeamMembers(board, { teamId: team.id, agentIds: [bob.id, namesake.id] })
  const agent = (id: string) => ({ type: 'agent' as const, id })
  const owner = { type: 'person' as const, id: board.actor.kind === 'person' ? board.actor.id : '' }
  const one = await createTask(board, {
    title: EMOJI.replace('\n', ' '),
    description: EMOJI,
    assigneeId: bob.id,
    goalId: deeper.id,
    executionPolicy: {
      stages: [{ type: 'review', approvalsNeeded: 2, participants: [agent(ada.id), agent(namesake.id), owner] }],
    },
    acceptance: [{ kind: 'file_exists', path: 'report.md' }],
  })
  const two = await createTask(board, { title: 'Second', parentId: one.id, priority: 'high' })
  const three = await createTask(await asAgent(gone.id), { title: 'Third', state: 'done' })
  for (const [caller, content] of [
    [board, 'From a person'],
    [await asAgent(ada.id), EMOJI],
    [await asAgent(gone.id), 'A last word'],
    [company.system, 'From the product'],
  ] as const) {
    await postMessage(caller, {
      taskId: one.id,
      content,
      toolCalls: [{ tool: 'grep', input: { q: 1 }, output: EMOJI }],
    })
  }
  await terminateAgent(board, { agentId: gone.id })
  await asDatabaseOwner(
    `UPDATE "Task" SET "projectId" = $2, "dueAt" = '2027-02-01T10:00:00Z', "billingCode" = 'X-1' WHERE id = $1`,
    [one.id, project.id],
  )
  const label = newId()
  await asDatabaseOwner(`INSERT INTO "Label" (id, "companyId", name, color) VALUES ($1, $2, 'bug 🐛', '#ff0000')`, [
    label,
    company.id,
  ])
  await asDatabaseOwner(`INSERT INTO "TaskLabel" ("companyId", "taskId", "labelId") VALUES ($1, $2, $3)`, [
    company.id,
    one.id,
    label,
  ])
  await asDatabaseOwner(
    `INSERT INTO "TaskBlocker" ("companyId", "taskId", "blockerId") VALUES ($1, $2, $3), ($1, $3, $4)`,
    [company.id, one.id, two.id, three.id],
  )
  await asDatabaseOwner(
    `INSERT INTO "Document" (id, "companyId", "taskId", key, title, body, "revisionId", "revisionNumber", "createdByKind", "createdById", "updatedByKind", "updatedById")
     VALUES ($1, $2, $3, 'plan', 'Plan', $4, $1, 3, 'agent', $5, 'agent', $5)`,
    [newId(), company.id, one.id, EMOJI, ada.id],
  )
  await createProduct(board, {
    taskId: one.id,
    type: 'pull_request',
    title: 'Ship',
    url: 'https://a.test/1',
    isPrimary: true,
  })
  await createProduct(await rich.asAgent(ada.id), {
    taskId: one.id,
    type: 'other',
    title: EMOJI,
    metadata: { size: 2 },
  })
  await updateSecret(board, { secretId: vault.id, description: 'Of the mail provider' })
}

async function founder() {
  const personId = newId()
  await asDatabaseOwner(`INSERT INTO "Person" (id, name, "isInstanceAdmin") VALUES ($1, 'Test owner', true)`, [
    personId,
  ])
  const identity: Identity = { kind: 'person', personId, isInstanceAdmin: true, via: 'local' }
  return { identity, caller: founderCaller(identity) }
}

/** A bundle in a company of its own, and its owner. */
async function imported(what: Bundle, options: object = {}) {
  const { identity, caller } = await founder()
  const result = await importCompany(caller, { bundle: what, ...options })
  return { ...result, board: await callerFor(identity, result.companyId) }
}

async function textsOf(file: Buffer): Promise<Record<string, string>> {
  return Object.fromEntries([...(await readArchive(file))].map(([path, content]) => [path, content.toString('utf8')]))
}

beforeAll(async () => {
  rich = await foundCompany({ name: 'Rich & Söhne', mission: `Do ${EMOJI}`, slug: 'rich', capMicros: 90_000_000 })
  await furnish(rich)
  bytes = (await exportCompany(rich.board, {})).bytes
  bundle = await readBundle(bytes)
})

describe('a bundle', () => {
  it('has no secret in it, and says which values have to be given', async () => {
    const texts = await textsOf(bytes)
    for (const secret of SECRETS) expect(JSON.stringify(texts)).not.toContain(secret)
    expect(bundle.inputs.map(({ agent, setting, name }) => `${agent} ${setting} ${name}`).sort()).toEqual([
      'ada-lovelace env.API_KEY API_KEY',
      'ada-lovelace env.GITHUB_TOKEN GITHUB_TOKEN',
      'ada-lovelace env.MAIL MAIL',
      'bob headers.Authorization Authorization',
    ])
    expect(bundle.agents[0]!.runtimeConfig).toMatchObject({
      command: 'API_KEY="$API_KEY" node agent.js --token "$API_KEY"',
      env: { NODE_ENV: 'production', API_KEY: { input: 'API_KEY' }, MAIL: { input: 'MAIL' } },
    })
  })

  it('has the same bytes for the same state, and is noted in the audit log', async () => {
    expect((await exportCompany(rich.board, {})).bytes.equals(bytes)).toBe(true)
    const entries = await listAudit(rich.board, { subjectId: rich.id })
    expect(JSON.stringify(entries)).toContain('company.exported')
  })

  it('has the same content after an import and another export', async () => {
    const copy = await imported(bundle)
    const again = await readBundle((await exportCompany(copy.board, {})).bytes)
    const atRest = (each: Bundle): object => ({
      ...each,
      company: { ...each.company, slug: '' },
      agents: each.agents.map((agent) => ({
        ...agent,
        status: agent.status === 'terminated' ? agent.status : 'paused',
        schedule: agent.schedule && { ...agent.schedule, isEnabled: false },
      })),
      // who asked for a value once is not told again
      inputs: each.inputs.map((input) => ({ ...input, description: '' })),
    })
    expect(atRest(again)).toEqual(atRest(bundle))
    expect(bundle.memories).toMatchObject([
      { scope: 'company', of: null, key: 'style', text: EMOJI, tags: ['prose'] },
      { scope: 'team', of: 'makers', key: 'tools' },
      { scope: 'agent', of: 'ada-lovelace', key: 'style', text: 'Her own' },
    ])
    expect(bundle.tasks[0]!.messages.map(({ content }) => content)).toEqual([
      'From a person',
      EMOJI,
      'A last word',
      'From the product',
    ])
    expect(bundle.tasks[0]!.workProducts).toMatchObject([
      { type: 'pull_request', url: 'https://a.test/1', isPrimary: true, createdBy: { person: 'Test owner' } },
      { title: EMOJI, metadata: { size: 2 }, createdBy: { agent: 'ada-lovelace' } },
    ])
    expect(bundle.tasks[0]!.messages.map(({ author }) => author)).toEqual([
      { person: 'Test owner' },
      { agent: 'ada-lovelace' },
      { agent: 'gone' },
      { system: true },
    ])
  })

  it('is of one moment: tasks that change while it is written wait for each other in no circle', async () => {
    const { board, id } = await foundCompany()
    for (let i = 0; i < 101; i++) await createTask(board, { title: `T${i}` })
    const tasks = await asDatabaseOwner<{ id: string }>(
      `SELECT id FROM "Task" WHERE "companyId" = $1 ORDER BY number`,
      [id],
    )
    const [first, last] = [tasks[0]!.id, tasks[100]!.id]
    await updateTask(board, { taskId: first, blockedByIds: [last] })
    const read = defineQuery({
      ...{ name: 'readTasks', grant: 'company:export', input: z.object({}) },
      async run(view) {
        const rows: unknown[] = []
        for await (const page of taskPages(view)) {
          if (rows.length === 0) {
            await updateTask(board, { taskId: first, blockedByIds: [] })
            await updateTask(board, { taskId: last, blockedByIds: [first] })
          }
          rows.push(...page.map(({ number, blockedBy }) => ({ number, blockedBy })))
        }
        return rows
      },
    })
    const rows = await read(board, {})
    expect(rows).toHaveLength(101)
    expect([rows[0], rows[100]]).toEqual([
      { number: 1, blockedBy: [101] },
      { number: 101, blockedBy: [] },
    ])
  })

  it('names no label that was made while it was written', async () => {
    const { board, id } = await foundCompany()
    const { id: taskId } = await createTask(board, { title: 'T' })
    const owner = new pg.Client({ connectionString: process.env.DATABASE_URL })
    await owner.connect()
    try {
      // the export has its labels, and waits here for those of the tasks
      await owner.query('BEGIN; LOCK TABLE "TaskLabel"')
      const exported = exportCompany(board, {})
      await until('the export to wait', async () => {
        const waiting = `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '"TaskLabel"'::regclass`
        return (await asDatabaseOwner(waiting)).length > 0
      })
      const label = newId()
      await owner.query(`INSERT INTO "Label" (id, "companyId", name, color) VALUES ($1, $2, 'late', '#ff0000')`, [
        label,
        id,
      ])
      await owner.query(`INSERT INTO "TaskLabel" ("companyId", "taskId", "labelId") VALUES ($1, $2, $3)`, [
        id,
        taskId,
        label,
      ])
      await owner.query('COMMIT')
      const read = await readBundle((await exported).bytes)
      expect(read).toMatchObject({ labels: [], tasks: [{ labels: [] }] })
    } finally {
      await owner.end()
    }
  })

  it('can be read, whatever its agents are called', async () => {
    const company = await foundCompany()
    for (const name of ['Aux', 'con', 'NUL', 'Com1']) await company.hire({ name })
    const read = await readBundle((await exportCompany(company.board, {})).bytes)
    expect(read.agents.map((agent) => agent.name)).toEqual(expect.arrayContaining(['Aux', 'con', 'NUL', 'Com1']))
  })

  it('is not given to a stranger, or to an agent', async () => {
    const other = await foundCompany()
    const foreign = await exportCompany(other.board, {})
    expect(JSON.stringify(await textsOf(foreign.bytes))).not.toContain('Lovelace')
    const agent = await rich.asAgent((await listAgents(rich.board, {}))[0]!.id)
    await expect(exportCompany(agent, {})).rejects.toMatchObject({ code: 'forbidden' })
    await expect(importCompany(agent, { bundle })).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a new company', () => {
  it('is at rest: agents paused, schedules off but kept, nobody woken', async () => {
    const { board, companyId, plan } = await imported(bundle)
    expect(plan.company).toMatchObject({
      action: 'create',
      name: 'Rich & Söhne',
      slug: expect.stringMatching(/^rich-\d+$/),
    })
    expect(plan.warnings.join('\n')).toMatch(/The slug rich is taken/)
    const agents = await listAgents(board, {})
    expect(
      agents.map(({ name, state, pauseReason, nextWakeAt }) => ({ name, state, pauseReason, nextWakeAt })),
    ).toEqual([
      { name: 'Ada Lovelace', state: 'paused', pauseReason: 'needs_config', nextWakeAt: null },
      { name: 'Bob', state: 'paused', pauseReason: 'needs_config', nextWakeAt: null },
      { name: 'Bob', state: 'paused', pauseReason: 'imported', nextWakeAt: null },
    ])
    expect((await getAgent(board, { agentId: agents[0]!.id })).schedule).toMatchObject({
      isEnabled: false,
      cron: '*/5 * * * *',
    })
    const woken = await asDatabaseOwner(
      `SELECT name FROM "OutboxEvent" WHERE "companyId" = $1 AND "isForEngine" UNION ALL SELECT id::text FROM "Wake" WHERE "companyId" = $1`,
      [companyId],
    )
    expect(woken).toEqual([])
    await resumeAgent(board, { agentId: agents[2]!.id })
  })

  it('keeps numbers under its own prefix, and goes on after them', async () => {
    const { board } = await imported(bundle, { slug: 'zebra', name: 'Zebra' })
    const tasks = await listTasks(board, {})
    expect(tasks.map(({ identifier }) => identifier).sort()).toEqual(['ZEB-1', 'ZEB-2', 'ZEB-3'])
    expect((await createTask(board, { title: 'Next' })).identifier).toBe('ZEB-4')
  })

  it('is planned for a founder, who founds nothing by looking', async () => {
    const { caller } = await founder()
    const plan = await previewImport(caller, { bundle, name: 'Other', slug: 'rich' })
    expect(plan.company).toEqual({ action: 'create', name: 'Other', slug: expect.stringMatching(/^rich-\d+$/) })
    expect(plan.agents.every(({ action }) => action === 'create')).toBe(true)
    expect(await asDatabaseOwner(`SELECT id FROM "Company" WHERE id = $1`, [caller.companyId])).toEqual([])
  })

  it("can be of parts: without its agents the tasks are nobody's, and their words still have names", async () => {
    const parts = await readBundle((await exportCompany(rich.board, { include: ['tasks', 'goals'] })).bytes)
    expect(parts).toMatchObject({ agents: [], labels: [], projects: [] })
    const { board } = await imported(parts)
    const tasks = await listTasks(board, {})
    expect(tasks.map(({ assigneeId }) => assigneeId)).toEqual([null, null, null])
    const [first] = tasks.filter(({ identifier }) => identifier.endsWith('-1'))
    // whoever reviewed is the importer
    const { executionPolicy } = await getTask(board, { taskId: first!.id })
    expect(executionPolicy?.stages).toMatchObject([{ approvalsNeeded: 1, participants: [{ type: 'person' }] }])
    const thread = await exportConversation(board, { taskId: first!.id, format: 'json' })
    const authors = JSON.parse(thread.text).messages.map((message: { author: string }) => message.author)
    expect(authors).toEqual(['Test owner', 'Ada Lovelace', 'Gone', 'System'])
  })

  it('is there whole or not at all', async () => {
    const { caller } = await founder()
    const wrong: Bundle = {
      ...bundle,
      agents: bundle.agents.map((agent) => ({
        ...agent,
        schedule: { ...agent.schedule!, isEnabled: true, catchUp: 'one', cron: '99 * * * *', intervalSeconds: null },
      })),
    }
    await expect(importCompany(caller, { bundle: wrong })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await asDatabaseOwner(`SELECT id FROM "Company" WHERE id = $1`, [caller.companyId])).toEqual([])
  })

  it('has a slug of its own, also when the same bundle comes many times at once', async () => {
    const many = await Promise.all(Array.from({ length: 4 }, () => imported(bundle, { slug: 'many' })))
    const slugs = await Promise.all(many.map(async ({ board }) => (await getCompany(board, {})).slug))
    expect(slugs.sort()).toEqual(['many', 'many-2', 'many-3', 'many-4'])
    expect(many.map(({ plan }) => plan.company.slug).sort()).toEqual(slugs)
  })
})

describe('an existing company', () => {
  it('is shown a plan that changes nothing, and then is what the import does', async () => {
    const { board, hire, id } = await foundCompany({ name: 'Target' })
    const root = await hire({ name: 'Boss' })
    const bob = await hire({ name: 'Bob', instructions: 'of the target' })
    const before = await listAgents(board, {})
    const plan = await previewImport(board, { bundle, agents: ['ada-lovelace', 'bob'] })
    expect(plan.agents.map(({ key, action, name }) => [key, action, name])).toEqual([
      ['ada-lovelace', 'create', 'Ada Lovelace'],
      ['bob', 'rename', 'Bob 2'],
    ])
    expect(plan).toMatchObject({ errors: [], tasks: 3, messages: 4, company: { action: 'extend', name: 'Target' } })
    expect(await listAgents(board, {})).toEqual(before)
    const done = await importCompany(board, { bundle, agents: ['ada-lovelace', 'bob'] })
    expect(done.plan).toEqual(plan)
    const after = await listAgents(board, {})
    expect(
      after.map(({ name, managerId }) => [name, after.find((each) => each.id === managerId)?.name ?? null]).sort(),
    ).toEqual([
      ['Ada Lovelace', 'Boss'],
      ['Bob 2', 'Ada Lovelace'],
      ['Bob', 'Boss'],
      ['Boss', null],
    ])
    expect(await getAgent(board, { agentId: bob.id })).toMatchObject({ instructions: 'of the target', state: 'idle' })
    expect((await getAgent(board, { agentId: root.id })).managerId).toBeNull()
    expect(
      (await asDatabaseOwner(`SELECT 1 FROM "Goal" WHERE "companyId" = $1 AND "parentId" IS NULL`, [id])).length,
    ).toBe(1)
  })

  it('keeps what it has with skip, and takes the new settings with replace, but not without its secrets', async () => {
    const { board, hire } = await foundCompany()
    const ada = await hire({
      name: 'Ada Lovelace',
      instructions: 'old',
      runtimeConfig: { command: 'true', env: { GITHUB_TOKEN: 'mine-to-keep' } },
    })
    const options = { bundle, agents: ['ada-lovelace'], include: ['agents' as const] }
    await importCompany(board, { ...options, collisions: 'skip' })
    expect(await getAgent(board, { agentId: ada.id })).toMatchObject({ instructions: 'old', state: 'idle' })
    await importCompany(board, { ...options, collisions: 'replace' })
    const replaced = await getAgent(board, { agentId: ada.id })
    expect(replaced).toMatchObject({
      state: 'paused',
      pauseReason: 'needs_config',
      runtimeConfig: { env: { GITHUB_TOKEN: { version: 'latest' }, MAIL: { input: 'MAIL' } } },
    })
    expect(replaced.instructions).toContain('# Ada')
    expect(await listAgents(board, {})).toHaveLength(1)
  })

  it('numbers what arrives after its own tasks', async () => {
    const { board } = await foundCompany({ slug: 'quokka' })
    await createTask(board, { title: 'Mine' })
    await importCompany(board, { bundle })
    const tasks = await listTasks(board, {})
    expect(tasks.map(({ identifier }) => identifier).sort()).toEqual(['QUO-1', 'QUO-2', 'QUO-3', 'QUO-4'])
    const first = await getTask(board, { taskId: tasks.find(({ identifier }) => identifier === 'QUO-2')!.id })
    expect(first).toMatchObject({ title: bundle.tasks[0]!.title, createdAt: bundle.tasks[0]!.createdAt })
  })
})

it('takes a company as JSON files, with no more than a name', async () => {
  const small = await readInlineBundle({
    'company.json': '{"name": "Small"}',
    'agents/eve/agent.json':
      '{"key": "eve", "name": "Eve", "runtime": "bash", "runtimeConfig": {"env": {"TOKEN": "pasted-secret"}}}',
    'agents/eve/instructions.md': 'Be brief.',
    'notes.txt': 'for nobody',
  })
  expect(small.warnings).toEqual(['notes.txt is not known, and left out.'])
  const { board, agents } = await imported(small)
  const eve = await getAgent(board, { agentId: agents[0]!.id })
  expect(eve).toMatchObject({ instructions: 'Be brief.', runtimeConfig: { env: { TOKEN: { version: 'latest' } } } })
})

it('writes a conversation for people and for programs', async () => {
  const [task] = (await listTasks(rich.board, {})).filter(({ identifier }) => identifier.endsWith('-1'))
  const md = await exportConversation(rich.board, { taskId: task!.id })
  expect(md.text).toContain('## Ada Lovelace, ')
  expect(md.text.indexOf('From a person')).toBeLessThan(md.text.indexOf('From the product'))
  const json = await exportConversation(rich.board, { taskId: task!.id, format: 'json' })
  expect(JSON.parse(json.text).messages.map((message: { author: string }) => message.author)).toEqual([
    'Test owner',
    'Ada Lovelace',
    'Gone',
    'System',
  ])
  const copy = await imported(bundle)
  const [other] = (await listTasks(copy.board, {})).filter(({ identifier }) => identifier.endsWith('-1'))
  const again = await exportConversation(copy.board, { taskId: other!.id, format: 'json' })
  expect(JSON.parse(again.text).messages).toEqual(JSON.parse(json.text).messages)
})
