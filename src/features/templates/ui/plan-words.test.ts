import { expect, it } from 'vitest'
import type { PlanRow } from '../schema'
import { planLines } from './plan-words'
import type { Preview } from './send-bundle'

const row = (name: string, action: PlanRow['action'], reason = 'new here'): PlanRow => ({
  ...{ key: name.toLowerCase(), name, action, reason, existingId: null },
})

function preview(plan: Partial<Preview['plan']>): Preview {
  const company = { action: 'extend', name: 'Here', slug: 'here' } as const
  const nothing = { agents: [], projects: [], teams: [], labels: [], goals: 0, tasks: 0, messages: 0, errors: [] }
  return { plan: { company, ...nothing, ...plan }, inputs: [], warnings: [] }
}

it('says what is made, renamed, replaced and left, and by which name', () => {
  const agents = [
    row('Ada', 'create'),
    row('Bob 2', 'rename', 'Bob is here already'),
    row('Cem', 'skip', 'Cem is here already'),
    row('Dee', 'replace'),
  ]
  expect(planLines(preview({ agents }))).toEqual([
    {
      text: '4 agents: 1 is made, 1 gets another name, 1 replaces what is here, 1 is left as it is here',
      notes: [
        'Bob is here already; the new one is called Bob 2.',
        'Cem is here already, and stays as it is.',
        'Dee is here already, and becomes what the bundle says.',
      ],
    },
  ])
})

it('is short about what is all the same, and silent about what is not there', () => {
  const agents = [row('Ada', 'create'), row('Bob', 'create')]
  const lines = planLines(preview({ agents, teams: [row('Core', 'create')], tasks: 1200, goals: 1 }))
  expect(lines.map(({ text }) => text)).toEqual([
    '2 agents are made',
    '1 team is made',
    '1 goal is made',
    '1,200 tasks are made',
  ])
  expect(planLines(preview({}))).toEqual([])
})
