import { describe, expect, it } from 'vitest'
import { fillIn, showsPayload, Variable, Variables, valuesOf, withNamesIn } from './variables'

const variable = (given: Partial<Variable> & { name: string }) => Variable.parse(given)

describe('fillIn', () => {
  it.each([
    ['Report of {{date}}', 'Report of 2026-06-01'],
    ['{{ payload.pull.title }} by {{payload.by.0}}', 'Fix by ada'],
    ['{{unknown}}{{payload.nothing.at.all}}', ''],
    ['{{ not a name }} {{}} {{date', '{{ not a name }} {{}} {{date'],
    ['{{constructor}}{{payload.__proto__.x}}{{payload.toString}}', ''],
    ['{{payload.pull}}', '{\n  "title": "Fix"\n}'],
  ])('%s → %s', (text, filled) => {
    expect(fillIn(text, { date: '2026-06-01', payload: { pull: { title: 'Fix' }, by: ['ada'] } })).toBe(filled)
  })

  it('does not fill in what was filled in', () => {
    expect(fillIn('{{a}}', { a: '{{b}}', b: 'secret' })).toBe('{{b}}')
  })
})

describe('valuesOf', () => {
  const size = variable({ name: 'size', type: 'number', defaultValue: 3 })
  const day = variable({ name: 'day', type: 'date', required: false })
  const kind = variable({ name: 'kind', type: 'select', options: ['a', 'b'] })

  it('takes what is given, else the default, else nothing', () => {
    expect(valuesOf([size, day, kind], { kind: 'b' })).toEqual({
      values: { size: 3, day: '', kind: 'b' },
      problems: [],
    })
  })

  it.each([
    [size, 'many', 'must be a number'],
    [day, '2026-02-30', 'must be a day such as 2026-06-01'],
    [kind, 'c', 'must be one of a, b'],
    [kind, '', 'is missing'],
    [variable({ name: 'text' }), { a: 1 }, 'must be a text, a number or true or false'],
    [variable({ name: 'yes', type: 'boolean' }), 'yes', 'must be true or false'],
  ])('%o refuses %j', (one, value, problem) => {
    expect(valuesOf([one], { [one.name]: value }).problems).toEqual([{ name: one.name, problem }])
  })
})

describe('what a routine may declare', () => {
  it('makes a required variable of each name that its texts use', () => {
    const known = variable({ name: 'repo', defaultValue: 'main' })
    const all = withNamesIn([known], ['Review {{repo}} for {{ who }}', '{{date}} {{payload.a}} {{who}}'])
    expect(all.map(({ name, required }) => [name, required])).toEqual([
      ['repo', true],
      ['who', true],
    ])
    expect(withNamesIn(all, ['{{who}}'])).toEqual(all)
  })

  it.each([
    [{ name: '1st' }, 'name'],
    [{ name: 'payload' }, 'name'],
    [{ name: 'a', type: 'select' }, 'options'],
    [{ name: 'a', type: 'number', defaultValue: 'x' }, 'defaultValue'],
  ])('refuses %j for its %s', (given, field) => {
    expect(Variable.safeParse(given).error?.issues.map((issue) => issue.path[0])).toEqual([field])
  })

  it('refuses one name twice', () => {
    expect(Variables.safeParse([{ name: 'a' }, { name: 'a' }]).success).toBe(false)
  })
})

it('knows whether a text shows what was delivered', () => {
  expect(['{{payload}}', 'a {{ payload.b }}', '{{payloads}}', 'payload'].map(showsPayload)).toEqual([
    ...[true, true, false, false],
  ])
})
