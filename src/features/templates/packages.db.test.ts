import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { callerFor, founderCaller, type Identity } from '@/features/access'
import { listAgents } from '@/features/org'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { exportCompany, importCompany, previewImport, readArchive, readBundle, readInlineBundle } from '.'

afterAll(closePools)

async function founder(): Promise<Identity> {
  const personId = newId()
  await asDatabaseOwner(`INSERT INTO "Person" (id, name) VALUES ($1, 'Packer')`, [personId])
  return { kind: 'person', personId, isInstanceAdmin: true, via: 'local' }
}

/** The files imported as a company of their own, and what that company then exports. */
async function throughTheProduct(files: Record<string, string>) {
  const identity = await founder()
  const bundle = await readInlineBundle(files)
  const { companyId, plan } = await importCompany(founderCaller(identity), { bundle })
  const board = await callerFor(identity, companyId)
  const { bytes } = await exportCompany(board, {})
  return { bundle, plan, board, bytes, again: await readBundle(bytes) }
}

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((each) => !/[\0\ud800-\udfff]/.test(each))
const words = text.map((each) => `w ${each.replace(/\s/g, ' ')} w`)
/** A tree: everybody reports to somebody before them. */
const tree = fc.array(fc.record({ name: words, body: words, above: fc.nat() }), { minLength: 1, maxLength: 6 })
const tasks = fc.array(fc.record({ title: words, body: words, to: fc.nat(), isRecurring: fc.boolean() }), {
  maxLength: 5,
})
const company = fc.record({ name: words, mission: words, tree, tasks, goals: fc.array(words, { maxLength: 2 }) })
type Company = typeof company extends fc.Arbitrary<infer T> ? T : never

const front = (fields: Record<string, unknown>, body: string) =>
  `---\n${Object.entries(fields)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join('\n')}\n---\n\n${body}\n`

function filesOf({ name, mission, tree, tasks, goals }: Company): Record<string, string> {
  const slug = (i: number) => `agent-${i}`
  return Object.fromEntries([
    ['COMPANY.md', front({ schema: 'agentcompanies/v1', name, description: mission, goals }, 'For people')],
    ...tree.map(({ name, body, above }, i) => [
      `agents/${slug(i)}/AGENTS.md`,
      front({ name: `${i} ${name}`, reportsTo: i === 0 ? null : slug(above % i) }, body),
    ]),
    ...tasks.map(({ title, body, to, isRecurring }, i) => [
      `tasks/task-${i}/TASK.md`,
      front({ name: title, assignee: slug(to % tree.length), recurring: isRecurring }, body),
    ]),
  ])
}

describe('a package of texts', () => {
  it('has its names, hierarchy, instructions and tasks after an import and an export', async () => {
    await fc.assert(
      fc.asyncProperty(company, async (wanted) => {
        const { again, plan } = await throughTheProduct(filesOf(wanted))
        expect([again.company.name, again.company.mission]).toEqual([wanted.name, wanted.mission])
        const nameOf = new Map(again.agents.map(({ key, name }) => [key, name]))
        const people = again.agents.map((agent) => [
          agent.name,
          nameOf.get(agent.manager ?? '') ?? null,
          agent.instructions,
        ])
        expect(people.sort()).toEqual(
          wanted.tree
            .map(({ name, body, above }, i) => [
              `${i} ${name}`,
              i === 0 ? null : `${above % i} ${wanted.tree[above % i]!.name}`,
              body,
            ])
            .sort(),
        )
        expect(again.agents.every(({ status }) => status === 'paused')).toBe(true)
        const todo = again.tasks.map(({ title, description, assignee }) => [
          ...[title, description, assignee && 'agent' in assignee ? nameOf.get(assignee.agent) : null],
        ])
        expect(todo).toEqual(
          wanted.tasks.map(({ title, body, to }) => {
            const i = to % wanted.tree.length
            return [title, body, `${i} ${wanted.tree[i]!.name}`]
          }),
        )
        if (wanted.goals.length > 0) {
          expect(again.goals.filter(({ parent }) => parent !== null).map(({ title }) => title)).toEqual(wanted.goals)
        }
        const recurring = plan.warnings.filter((warning) => warning.includes('it recurs'))
        expect(recurring).toHaveLength(wanted.tasks.filter(({ isRecurring }) => isRecurring).length)
      }),
      { numRuns: 15 },
    )
  })

  it('keeps apart names that look the same in a path', async () => {
    const names = ['ℐ', 'i', 'ﬁn', 'fin']
    const { again } = await throughTheProduct({
      'COMPANY.md': '---\nname: Letters\n---\n',
      ...Object.fromEntries(
        names.map((name, i) => [`agents/a${i}/AGENTS.md`, front({ name, reportsTo: i === 0 ? null : 'a0' }, name)]),
      ),
    })
    expect(again.agents.map(({ name, instructions }) => [name, instructions]).sort()).toEqual(
      names.map((name) => [name, name]).sort(),
    )
  })

  it('brings nothing to life, and no secret out', async () => {
    const { board, bytes, again } = await throughTheProduct({
      'COMPANY.md': '---\nname: Quiet\n---\n',
      'agents/ceo/AGENTS.md': '---\nname: Ann\n---\nLead.',
      'agents/dev/AGENTS.md': '---\nname: Dev\nreportsTo: ceo\n---\n',
      'tasks/weekly/TASK.md': '---\nname: Weekly\nassignee: dev\nrecurring: true\n---\n',
      '.paperclip.yaml': `agents:
  ceo:
    adapter: {type: process, config: {command: 'true', env: {API_TOKEN: planted-in-the-yaml}}}
    runtime: {heartbeat: {enabled: true, intervalSec: 60}}
  dev:
    inputs: {env: {KEY: {kind: secret, requirement: required}}}`,
    })
    const agents = await listAgents(board, {})
    expect(agents.map(({ name, state, pauseReason, nextWakeAt }) => [name, state, pauseReason, nextWakeAt])).toEqual([
      ['Ann', 'paused', 'imported', null],
      ['Dev', 'paused', 'needs_config', null],
    ])
    const woken = await asDatabaseOwner(`SELECT id::text FROM "Wake" WHERE "companyId" = $1`, [board.companyId])
    expect(woken).toEqual([])
    const files = [...(await readArchive(bytes)).values()].map(String).join('')
    expect(files).not.toContain('planted-in-the-yaml')
    expect(again.inputs.map(({ agent, setting }) => `${agent} ${setting}`)).toEqual([
      'ann env.API_TOKEN',
      'dev env.KEY',
    ])
  })

  it('is met by name, under whatever slug, when it comes again', async () => {
    const files = {
      'COMPANY.md': '---\nname: Twice\n---\n',
      'agents/ceo/AGENTS.md': '---\nname: Ann\n---\nOnce.',
      'agents/dev/AGENTS.md': '---\nname: Bob\nreportsTo: ceo\n---\nTwice.',
    }
    const { board } = await throughTheProduct(files)
    const bundle = await readInlineBundle(files)
    const actions = async (options: object) =>
      (await previewImport(board, { bundle, ...options })).agents.map(({ key, action, name }) => [key, action, name])
    expect(await actions({ collisions: 'skip' })).toEqual([
      ['ceo', 'skip', 'Ann'],
      ['dev', 'skip', 'Bob'],
    ])
    expect(await actions({ agents: ['dev'], names: { dev: 'Carl' } })).toEqual([['dev', 'create', 'Carl']])
    expect(await actions({ agents: ['dev'], names: { dev: 'Ann' } })).toEqual([['dev', 'rename', 'Ann 2']])
    const unknown = await previewImport(board, { bundle, names: { nobody: 'X' }, projects: ['x'], tasks: [7] })
    expect(unknown.errors).toHaveLength(3)
  })

  it('can be taken in parts: what spoke of the rest loses it', async () => {
    const whole = await foundCompany()
    const bundle = await readInlineBundle({
      'company.json': JSON.stringify({ name: 'Parts' }),
      'projects.json': JSON.stringify([
        { key: 'a', name: 'A' },
        { key: 'b', name: 'B' },
      ]),
      'tasks/1.json': JSON.stringify({ number: 1, title: 'Above', project: 'a' }),
      'tasks/2.json': JSON.stringify({ number: 2, title: 'Below', parent: 1, blockedBy: [3], project: 'b' }),
      'tasks/3.json': JSON.stringify({ number: 3, title: 'Before', project: 'a' }),
    })
    const { plan, projects } = await importCompany(whole.board, { bundle, projects: ['a'], tasks: [2] })
    expect([plan.tasks, plan.projects.map(({ key }) => key), projects.length]).toEqual([1, ['a'], 1])
    const rows = await asDatabaseOwner(
      `SELECT title, "parentId", "projectId" FROM "Task" WHERE "companyId" = $1 ORDER BY number`,
      [whole.id],
    )
    expect(rows).toEqual([{ title: 'Below', parentId: null, projectId: null }])
  })
})
