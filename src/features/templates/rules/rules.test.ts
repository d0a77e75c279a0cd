import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bundle } from '../schema'
import { checkBundle } from './check'
import { withoutSecrets } from './inputs'
import { planImport } from './plan'
import { policyHere, withIds, withKeys } from './references'

const bundleWith = (parts: object): Bundle =>
  Bundle.parse({
    ...{
      company: { name: 'Small' },
      goals: [],
      projects: [],
      teams: [],
      labels: [],
      agents: [],
      tasks: [],
      inputs: [],
      warnings: [],
    },
    ...parts,
  })
const agent = (key: string, manager: string | null = null, more: object = {}) => ({
  key,
  name: key,
  manager,
  runtime: 'bash',
  ...more,
})
const task = (number: number, more: object = {}) => ({ number, title: `Task ${number}`, ...more })

const policy = (ids: string[], approvalsNeeded = 1) => ({
  executionPolicy: {
    stages: [{ type: 'review', approvalsNeeded, participants: ids.map((id) => ({ type: 'agent', id })) }],
  },
})

describe('a bundle that does not fit together', () => {
  it.each([
    ['an unknown manager', { agents: [agent('a', 'b')] }, /Agent a names the agent "b"/],
    ['two roots', { agents: [agent('a'), agent('b')] }, /a and b report to nobody/],
    ['a circle of managers', { agents: [agent('a', 'b'), agent('b', 'a')] }, /Agents report in a circle/],
    ['a key twice', { agents: [agent('a'), agent('a', 'a')] }, /two of the agent "a"/],
    ['no mission', { goals: [{ key: 'g', parent: 'g', title: 'G' }] }, /0 goals without a parent/],
    ['an unknown label', { tasks: [task(1, { labels: ['bug'] })] }, /Task 1 names the label "bug"/],
    [
      'a task that waits for itself',
      { tasks: [task(1, { blockedBy: [2] }), task(2, { blockedBy: [1] })] },
      /wait for each other in a circle/,
    ],
    [
      'a policy without stages',
      { tasks: [task(1, { executionPolicy: { stages: [] } })] },
      /Task 1: executionPolicy.stages/,
    ],
    ['a stage that nobody decides', { tasks: [task(1, policy([]))] }, /needs somebody who decides/],
    [
      'more approvals than people',
      { tasks: [task(1, policy(['@agent/a'], 2))], agents: [agent('a')] },
      /must not be more/,
    ],
    ['an unknown reviewer', { tasks: [task(1, policy(['@agent/x']))] }, /names the agent "x"/],
    [
      'an unknown author',
      { tasks: [task(1, { messages: [{ author: { agent: 'x' }, role: 'agent', content: 'x' }] })] },
      /the agent "x"/,
    ],
  ])('has %s', (_what, parts, problem) => expect(checkBundle(bundleWith(parts)).join('\n')).toMatch(problem))

  it('is one exactly when tasks wait for each other, for blockers and for what is below them', () => {
    const number = fc.integer({ min: 1, max: 8 })
    const edges = fc.array(fc.tuple(number, number), { maxLength: 12 })
    const above = fc.array(fc.option(number), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(edges, above, (pairs, parents) => {
        const blockers = (n: number) => [...new Set(pairs.filter(([from]) => from === n).map(([, blocker]) => blocker))]
        const to = (n: number) => [...blockers(n), ...parents.flatMap((parent, i) => (parent === n ? [i + 1] : []))]
        const reaches = (from: number, goal: number, seen = new Set<number>()): boolean =>
          to(from).some((next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))))
        const isCircle = [1, 2, 3, 4, 5, 6, 7, 8].some((n) => reaches(n, n))
        const problems = checkBundle(
          bundleWith({
            tasks: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => task(n, { blockedBy: blockers(n), parent: parents[n - 1] })),
          }),
        )
        expect(problems.length > 0).toBe(isCircle)
      }),
    )
  })

  it('does not overflow on a long chain', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => task(i + 1, i > 0 ? { parent: i } : {}))
    expect(checkBundle(bundleWith({ tasks: chain }))).toEqual([])
  })
})

describe('a plan', () => {
  const options = (collisions: 'rename' | 'skip' | 'replace') => ({ collisions })
  const here = {
    name: 'Here',
    slug: 'here',
    projects: [],
    teams: [],
    labels: [],
    agents: [
      { id: '0190aaaa-0000-7000-8000-000000000001', key: 'ada', name: 'Ada' },
      { id: '0190aaaa-0000-7000-8000-000000000002', key: 'ada-2', name: 'Ada 2' },
    ],
  }
  const bundle = bundleWith({ agents: [agent('ada', null, { name: 'Ada' }), agent('eve', 'ada')] })

  it.each([
    ['rename', 'rename', 'Ada 3', null],
    ['skip', 'skip', 'Ada', here.agents[0]!.id],
    ['replace', 'replace', 'Ada', here.agents[0]!.id],
  ] as const)('with %s does %s', (collisions, action, name, existingId) => {
    const plan = planImport(bundle, options(collisions), here, 'here')
    expect(plan.agents[0]).toMatchObject({ action, name, existingId })
    expect(plan.agents[1]).toMatchObject({ action: 'create', name: 'eve' })
  })

  it('gives what an agent that is left out managed to the next one above', () => {
    const tall = bundleWith({ agents: [agent('a'), agent('b', 'a'), agent('c', 'b')] })
    const plan = planImport(tall, { collisions: 'rename', agents: ['a', 'c'] }, null, 'x')
    expect(plan.agents.map(({ key }) => key)).toEqual(['a', 'c'])
    expect(plan.errors).toEqual([])
    expect(planImport(tall, { collisions: 'rename', agents: ['nobody'] }, null, 'x').errors).toHaveLength(1)
    const round = bundleWith({ agents: [agent('a', 'b'), agent('b', 'c'), agent('c', 'b')] })
    const wrong = planImport(round, { collisions: 'rename', agents: ['a'] }, null, 'x')
    expect(wrong.errors).toEqual([expect.stringMatching(/in a circle/)])
  })

  it('ends, and says why not, where managers go in a circle above who was chosen', () => {
    const round = bundleWith({ agents: [agent('a', 'b'), agent('b', 'a'), agent('c', 'a')] })
    const plan = planImport(round, { collisions: 'rename', agents: ['c'] }, null, 'x')
    expect(plan.errors.join('\n')).toMatch(/Agents report in a circle/)
  })
})

it('leaves no secret in settings, and says what has to be given', () => {
  const value = fc.stringMatching(/^[A-Za-z0-9]{12,20}$/)
  fc.assert(
    fc.property(value, value, value, value, (a, b, c, d) => {
      const runtimeConfig = {
        command: `TOKEN=${a} OTHER=fine DB_PASSWORD='${b}' run --key "$TOKEN" --api-token ${c} https://${d}@example.com`,
        ...{ mcp: [{ env: { GITHUB_TOKEN: d, LEVEL: 'low' } }], args: [`--token=${a}`, '--secret', b, 'go'] },
        ...{ env: { API_KEY: c, DATABASE_URL: `postgres://u:${d}@db/x`, MODE: 'fast' }, headers: { 'X-Api-Key': a } },
        ...{ apiKey: b, endpoint: `https://u:${c}@agents.example.com/x` },
      }
      const clean = withoutSecrets({ key: 'ada', runtimeConfig }, new Map())
      for (const secret of [a, b, c, d]) expect(JSON.stringify(clean)).not.toContain(secret)
      expect(clean.runtimeConfig).toMatchObject({
        env: { MODE: 'fast', TOKEN: { input: 'TOKEN' } },
        ...{ mcp: [{ env: { LEVEL: 'low' } }], args: [{ input: 'token' }, '--secret', { input: 'secret' }, 'go'] },
        endpoint: 'https://agents.example.com/x',
      })
      expect(clean.inputs.map(({ setting }) => setting).sort()).toEqual([
        ...['apiKey', 'args.0', 'args.2', 'env.API_KEY', 'env.DATABASE_URL', 'env.DB_PASSWORD', 'env.TOKEN'],
        ...['env.api_token', 'headers.X-Api-Key', 'mcp.0.env.GITHUB_TOKEN'],
      ])
    }),
  )
})

it.each([{}, 'x', { stages: [{ type: 'review', participants: [{ type: 'agent' }] }] }])('takes no policy %j', (given) =>
  expect(() => bundleWith({ tasks: [task(1, { executionPolicy: given })] })).toThrow(),
)

it.each([[null], { kind: 'file_exists', path: '../../etc/passwd' }, { kind: 'file_exists' }, { kind: 'unknown' }])(
  'takes no check %j',
  (given) => expect(() => bundleWith({ tasks: [task(1, { acceptance: [given] })] })).toThrow(),
)

it('turns ids into keys and back', () => {
  const [ada, bob, other] = ['a', 'b', 'c'].map((digit) => `0190${digit.repeat(4)}-0000-7000-8000-000000000000`)
  const participants = [
    { type: 'agent', id: ada! },
    { type: 'person', id: bob! },
  ]
  const policyOf = (those: object[]) => ({ stages: [{ type: 'review', participants: those, id: other }] })
  const keyed = policyOf([
    { type: 'agent', id: '@agent/ada' },
    { type: 'person', id: '@person' },
  ])
  const [agents, people] = [new Map([[ada!, 'ada']]), new Map([[bob!, 'Bob']])]
  expect(withKeys(policyOf(participants), agents, people)).toEqual(keyed)
  const { executionPolicy } = bundleWith({ tasks: [task(1, { executionPolicy: keyed })] }).tasks[0]!
  expect(policyHere(executionPolicy, new Map([['ada', ada!]]), bob!)).toEqual(policyOf(participants))
  // an agent that was left out is the importer, who decides once
  const alone = { ...policyOf([{ type: 'person', id: bob }]).stages[0], approvalsNeeded: 1 }
  expect(policyHere(executionPolicy, new Map(), bob!)).toEqual({ stages: [alone] })
  expect(policyHere(executionPolicy, new Map(), null)).toBeNull()
  const check = [{ equals: { by: ada, also: bob } }]
  expect(withIds(withKeys(check, agents, people), new Map([['ada', ada!]]), bob!)).toEqual(check)
})
