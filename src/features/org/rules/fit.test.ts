import { expect, it } from 'vitest'
import { fitOf, rankByFit, rolesFor, wordsOf } from './fit'

const agent = (name: string, role: string, title = '', capabilities = '') => ({ name, role, title, capabilities })
const TEAM = [
  agent('Ceo', 'ceo', 'CEO', 'Leads the company'),
  agent('Dev', 'engineer', 'Backend engineer', 'Python, Postgres, REST APIs'),
  agent('Web', 'engineer', 'Frontend engineer', 'React, CSS'),
  agent('Art', 'designer', 'Designer', 'Logos, brand guidelines'),
  agent('Mia', 'cmo', 'Head of marketing', 'Newsletters and campaigns'),
  agent('Gen', 'general', 'Senior C# person', 'C#, .NET'),
]

it.each([
  ['Fix the Postgres migration of the REST API', 'Dev'],
  ['Build the pricing page in React', 'Web'],
  ['Designing a new logo', 'Art'],
  ['Plan the launch newsletter', 'Mia'],
  ['Port the C# importer', 'Gen'],
])('%s goes to %s first', (text, first) => expect(rankByFit(text, TEAM)[0]?.name).toBe(first))

it('offers nobody who does not fit', () => expect(rankByFit('Water the plants', TEAM)).toEqual([]))

it('keeps the order of equals', () => {
  const twins = [agent('A', 'qa', '', 'Testing'), agent('B', 'qa', '', 'Testing')]
  expect(rankByFit('test it', twins).map(({ name }) => name)).toEqual(['A', 'B'])
})

it('counts a word once, where it weighs most', () => {
  expect(fitOf('design design', agent('x', 'designer', 'Designer', 'design'))).toEqual({ score: 3, words: ['design'] })
})

it('takes no empty words, and a bounded number', () => {
  expect(wordsOf('the API of the shop')).toEqual(['api', 'shop'])
  expect(wordsOf(Array.from({ length: 500 }, (_, i) => `w${i}`).join(' '))).toHaveLength(60)
  expect(rolesFor('Deploy the server')).toEqual(['devops'])
})
