import fc from 'fast-check'
import { expect, it } from 'vitest'
import { diffLines } from './line-diff'

const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((all) => all.join('\n'))

it('tells both texts, but for lines that both have', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const diff = diffLines(before, after) ?? []
      const left = diff.reduce((sum, line) => sum + (line.kind === 'folded' ? line.count : 0), 0)
      const of = (kind: 'removed' | 'added') =>
        diff.flatMap((line) => (line.kind === 'same' || line.kind === kind ? [line.text] : []))
      expect(of('removed').length + left).toBe(before.split('\n').length)
      expect(of('added').length + left).toBe(after.split('\n').length)
      if (left === 0) expect([of('removed').join('\n'), of('added').join('\n')]).toEqual([before, after])
    }),
  )
})

it('shows a change between two lines of what is around it, and counts the rest', () => {
  expect(diffLines('1\n2\n3\n4\n5\n6', '1\n2\n3\n4\nfive\n6')).toEqual([
    { kind: 'folded', count: 2 },
    { kind: 'same', text: '3' },
    { kind: 'same', text: '4' },
    { kind: 'removed', text: '5' },
    { kind: 'added', text: 'five' },
    { kind: 'same', text: '6' },
  ])
})

it('gives up on texts that would take too long', () => {
  const text = (word: string) => Array.from({ length: 3_000 }, (_, n) => `${word} ${n}`).join('\n')
  expect(diffLines(text('a'), text('b'))).toBeNull()
})
