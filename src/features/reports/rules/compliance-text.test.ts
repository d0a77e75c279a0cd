import fc from 'fast-check'
import { expect, it } from 'vitest'
import { markdownLine } from './compliance-text'

it('keeps a line a line', () => {
  fc.assert(fc.property(fc.array(fc.string()), (cells) => markdownLine(cells).split('\n').length === 2))
  expect(markdownLine(['a|b', '<b>'])).toBe('| a\\|b | \\<b\\> |\n')
})
