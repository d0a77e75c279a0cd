import { expect, it } from 'vitest'
import { linesOf } from './log-lines'

const event = (seq: number, text: string, stream = 'stdout') => ({
  seq,
  text,
  stream,
  kind: 'log',
  at: '2026-11-21T12:00:00Z',
})

it('splits chunks into lines and numbers them without gaps', () => {
  const lines = linesOf([event(1, 'one\ntwo\n'), event(2, 'three', 'stderr')])
  expect(lines.map((line) => [line.seq, line.text, line.stream])).toEqual([
    [1, 'one', 'stdout'],
    [2, 'two', 'stdout'],
    [3, 'three', 'stderr'],
  ])
})

it('keeps empty lines inside a chunk and drops only the last line break', () => {
  expect(linesOf([event(1, 'a\n\nb\r\n')]).map((line) => line.text)).toEqual(['a', '', 'b'])
})
