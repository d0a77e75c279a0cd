import { describe, expect, it } from 'vitest'
import { createArchive } from './archive'
import { readBundle, readInlineBundle, readInlineChoice } from './read-bundle'
import { placeRoots } from './rules/package-names'
import { readYaml } from './yaml'

const PACKAGE: Record<string, string> = {
  'COMPANY.md':
    '---\nname: Lean Shop\ndescription: Ship small things\nslug: lean-shop\nschema: agentcompanies/v1\ngoals:\n  - Ship weekly\nincludes:\n  - https://example.com/teams/x/TEAM.md\n---\n\nFor people.\n',
  'README.md': '# Lean Shop',
  'agents/ceo/AGENTS.md':
    '---\nname: Ann\ntitle: Chief\nreportsTo: null\nskills:\n  - review\n---\n\n# You lead\n\nDo it.\n',
  'agents/cto/AGENTS.md': '---\r\nname: Ben\r\nslug: tech-lead\r\nreportsTo: ../ceo/AGENTS.md\r\n---\r\nYou build.\r\n',
  'agents/qa/AGENTS.md': '---\nname: 2024\nreportsTo: cto\n---\nYou test.',
  'agents/qa/HEARTBEAT.md': 'Look twice.',
  'teams/makers/TEAM.md':
    '---\nname: Makers\nmanager: ../../agents/cto/AGENTS.md\nincludes:\n  - ../qa/AGENTS.md\n  - ../../skills/review/SKILL.md\n---\nWho makes.',
  'projects/launch/PROJECT.md': '---\nname: Launch\ndescription: Go live\nowner: tech-lead\n---\nAll of it.',
  'projects/launch/tasks/site/TASK.md':
    '---\nname: Build the site\nassignee: cto\npriority: high\nlabels: [web]\n---\nWith a form.',
  'tasks/monday/TASK.md':
    '---\nname: Monday review\nassignee: ceo\nproject: launch\nrecurring: true\n---\nLook at it all.',
  'tasks/lost/TASK.md': '---\nname: Lost\nassignee: nobody\npriority: urgent\n---\n',
  'skills/review/SKILL.md': '---\nname: review\n---\nReview.',
  '.paperclip.yaml': `schema: paperclip/v1
company: {requireBoardApprovalForNewAgents: true}
agents:
  tech-lead:
    role: cto
    capabilities: everything
    adapter: {type: process, config: {command: node agent.js, args: -v --loop, timeoutSec: 0, env: {OLD: {type: secret_ref, secretId: 1}}}}
    runtime: {heartbeat: {enabled: true, intervalSec: 600}}
    permissions: {canCreateAgents: true}
    budgetMonthlyCents: 500
    inputs:
      env:
        API_KEY: {kind: secret, requirement: required, description: Of the model}
        MODE: {kind: plain, requirement: optional, default: fast}
        EXTRA: {kind: secret, requirement: optional}
  qa:
    adapter: {type: grok_local, config: {command: gemini}}
tasks:
  site: {status: todo}
routines:
  monday: {triggers: [{kind: schedule, cronExpression: 0 9 * * 1, timezone: Europe/Lisbon}]}
`,
}

describe('a package of texts', () => {
  it('is read as a bundle', async () => {
    const { company, agents, goals, projects, teams, tasks, labels, inputs } = await readInlineBundle(PACKAGE)
    expect(company).toMatchObject({ name: 'Lean Shop', slug: 'lean-shop', mission: 'Ship small things' })
    expect(company.gates).toEqual({ hire_agent: 'admin' })
    expect(agents.map(({ key, name, manager, instructions }) => [key, name, manager, instructions])).toEqual([
      ['ceo', 'Ann', null, '# You lead\n\nDo it.'],
      ['tech-lead', 'Ben', 'ceo', 'You build.'],
      ['qa', '2024', 'tech-lead', 'You test.'],
    ])
    expect(agents[1]).toMatchObject({
      ...{ role: 'cto', capabilities: 'everything', runtime: 'bash', capMicros: 5_000_000 },
      runtimeConfig: {
        ...{ command: 'node agent.js', args: ['-v', '--loop'] },
        env: { OLD: { input: 'OLD' }, API_KEY: { input: 'API_KEY' }, MODE: 'fast' },
      },
      permissions: { mayHire: true },
      schedule: { intervalSeconds: 600, isEnabled: true },
    })
    expect(agents[2]).toMatchObject({ runtime: undefined, runtimeConfig: {} })
    expect(inputs.map(({ agent, setting, description }) => [agent, setting, description])).toEqual([
      ['tech-lead', 'env.OLD', ''],
      ['tech-lead', 'env.API_KEY', 'Of the model'],
    ])
    expect(goals.map(({ title, parent }) => [title, parent])).toEqual([
      ['Ship small things', null],
      ['Ship weekly', 'mission'],
    ])
    expect(projects).toMatchObject([{ key: 'launch', lead: 'tech-lead', description: 'Go live\n\nAll of it.' }])
    expect(teams).toMatchObject([{ key: 'makers', agents: ['tech-lead', 'qa'] }])
    expect(labels).toMatchObject([{ name: 'web' }])
    expect(tasks).toMatchObject([
      {
        ...{ number: 1, title: 'Build the site', state: 'todo', priority: 'high', project: 'launch', labels: ['web'] },
        ...{ assignee: { agent: 'tech-lead' }, description: 'With a form.' },
      },
      { number: 2, title: 'Lost', assignee: null, priority: 'medium', state: 'backlog' },
      { number: 3, title: 'Monday review', assignee: { agent: 'ceo' }, project: 'launch' },
    ])
  })

  it('says what is left out, and what it does not do', async () => {
    const { warnings } = await readInlineBundle(PACKAGE)
    for (const part of [
      'COMPANY.md: includes https://example.com/teams/x/TEAM.md, which is elsewhere and is not fetched',
      'agents/qa/AGENTS.md: its adapter grok_local is not one of this product',
      'agents/cto/AGENTS.md: it takes EXTRA too, which is optional',
      'tasks/monday/TASK.md: it recurs (0 9 * * 1 in Europe/Lisbon). It arrives as an ordinary task, once',
      'tasks/lost/TASK.md: assignee names nobody, which is not in the package',
      'tasks/lost/TASK.md: priority is urgent, which is none of',
      'agents/qa/HEARTBEAT.md is not known, and left out.',
      'skills/review/SKILL.md is not known, and left out.',
    ]) {
      expect(warnings).toEqual(expect.arrayContaining([expect.stringContaining(part)]))
    }
    expect(warnings).toHaveLength(8)
  })

  it('may come as a zip, in a folder of its own', async () => {
    const archive = createArchive()
    for (const [path, text] of Object.entries(PACKAGE)) archive.add(`lean-shop-main/${path}`, text)
    expect(await readBundle(await archive.end())).toEqual(await readInlineBundle(PACKAGE))
  })

  it('puts everybody who reports to nobody below one root, and says so', async () => {
    const { agents, warnings } = await readInlineBundle({
      'COMPANY.md': '---\nname: Flat\n---\n',
      ...Object.fromEntries(['ann', 'ben', 'ceo'].map((slug) => [`agents/${slug}/AGENTS.md`, 'Work.'])),
    })
    expect(agents.map(({ key, manager }) => [key, manager])).toEqual([
      ['ann', 'ceo'],
      ['ben', 'ceo'],
      ['ceo', null],
    ])
    expect(warnings).toContain('agents: ann reports to nobody. A company has one root: it is put below ceo.')
    const two = [
      { key: 'a', role: 'general', manager: null },
      { key: 'b', role: 'general', manager: null },
      { key: 'c', role: 'general', manager: 'b' },
    ]
    expect(placeRoots(two)).toEqual({ root: 'b', moved: ['a'] })
  })

  it('can be taken in parts, by files', async () => {
    const { bundle, choice } = await readInlineChoice(PACKAGE, ['agents/cto/AGENTS.md', 'tasks/lost/TASK.md'])
    expect(bundle.agents).toHaveLength(3)
    expect(choice).toMatchObject({ include: ['agents', 'tasks', 'labels'], agents: ['tech-lead'], tasks: [2] })
    expect((await readInlineChoice(PACKAGE, [])).choice.include).toEqual([])
  })

  const company = '---\nname: X\n---\n'
  it.each([
    ['no name', { 'COMPANY.md': 'Only words' }, /COMPANY\.md: name: has to be there/],
    [
      'another version',
      { 'COMPANY.md': '---\nname: X\nschema: agentcompanies/v9\n---\n' },
      /schema: must be agentcompanies\/v1/,
    ],
    ['broken YAML', { 'COMPANY.md': '---\nname: [X\n---\n' }, /COMPANY\.md: is not YAML/],
    ['an alias', { 'COMPANY.md': '---\nname: &a X\nslug: *a\n---\n' }, /COMPANY\.md: has an alias/],
    [
      'a list for a text',
      { 'COMPANY.md': company, 'agents/a/AGENTS.md': '---\nname: [a]\n---\n' },
      /agents\/a\/AGENTS\.md: name: /,
    ],
    [
      'long instructions',
      { 'COMPANY.md': company, 'agents/a/AGENTS.md': 'x'.repeat(20_001) },
      /agents\/a\/AGENTS\.md: .*20000/,
    ],
    ['a wrong sidecar', { 'COMPANY.md': company, '.paperclip.yaml': 'agents: [1]' }, /\.paperclip\.yaml: agents: /],
    ['a large front', { 'COMPANY.md': `---\nname: ${'x'.repeat(70_000)}\n---\n` }, /COMPANY\.md: is larger than 64 KB/],
  ])('with %s is refused, by file and field', async (_what, files, message) => {
    await expect(readInlineBundle(files as Record<string, string>)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(message),
    })
  })
})

describe('YAML', () => {
  const MB = 1024 * 1024

  it.each([
    ['brackets', '['.repeat(200_000)],
    ['closed brackets', `${'[ '.repeat(20_000)}${']'.repeat(20_000)}`],
    ['lists', `${'- '.repeat(30_000)}a`],
    ['maps', Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('that is nested too deeply in %s is refused before it is read', (_what, text) => {
    expect(readYaml(text, MB)).toEqual({ problem: 'is nested too deeply' })
  })

  it('cannot grow by aliases, run anything, or reach a prototype', () => {
    const bomb = 'a: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b]'
    expect(readYaml(bomb, MB)).toMatchObject({ problem: expect.stringContaining('alias') })
    expect(readYaml('a: 1\n---\nb: 2', MB)).toMatchObject({ problem: expect.stringContaining('more than one') })
    const { value } = readYaml('__proto__: {x: 1}\nat: 2026-01-01\nno: no', MB) as { value: Record<string, unknown> }
    expect(Object.hasOwn(value, '__proto__') && ({} as { x?: number }).x).toBeUndefined()
    expect(value).toMatchObject({ at: '2026-01-01', no: 'no' })
    expect(readYaml('', MB)).toEqual({ value: null })
  })
})
