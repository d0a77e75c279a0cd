import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidates, prefixFrom, slugFrom } from './naming'

describe('slugFrom', () => {
  it.each([
    ['NoteGenius Inc.', 'notegenius-inc'],
    ['  Ação & Cia  ', 'acao-cia'],
    ['日本', 'company'],
    ['---', 'company'],
  ])('%s → %s', (name, slug) => expect(slugFrom(name)).toBe(slug))

  it('always gives a valid slug', () => {
    fc.assert(fc.property(fc.string(), (name) => /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/.test(slugFrom(name))))
  })
})

describe('prefixFrom', () => {
  it.each([
    ['notegenius', 'NOT'],
    ['a', 'TSK'],
    ['42', 'TSK'],
  ])('%s → %s', (slug, prefix) => expect(prefixFrom(slug)).toBe(prefix))
})

describe('candidates', () => {
  it('keeps a slug that was asked for, and varies the prefix', () => {
    const list = candidates('acme', 'Acme', 'x9k2b7')
    expect(new Set(list.map((c) => c.slug))).toEqual(new Set(['acme']))
    expect(list.map((c) => c.prefix)).toEqual(['ACM', 'ACM2', 'ACM3', 'ACMX9K', 'ACMX9K2B7'])
  })

  it('numbers a derived slug', () => {
    expect(candidates(undefined, 'Acme', 'x9k2b7').map((c) => c.slug)).toEqual([
      ...['acme', 'acme-2', 'acme-3', 'acme-x9k', 'acme-x9k2b7'],
    ])
  })
})
