import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvCell, csvLine } from './csv'

describe('csvCell', () => {
  it.each([
    ['plain', 'plain'],
    ['=1+1', `"'=1+1"`],
    ['+49 30', `"'+49 30"`],
    ['-2', `"'-2"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    [' =1', `"' =1"`],
    ['＝1+1', `"'＝1+1"`],
    ['\t=1', `"'\t=1"`],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    [-5, '-5'],
    [null, ''],
    [{ a: 1 }, '"{""a"":1}"'],
  ])('%j → %s', (value, cell) => expect(csvCell(value)).toBe(cell))

  it('never begins what a spreadsheet shows like a formula', () => {
    fc.assert(fc.property(fc.string(), (text) => !/^"?[=+\-@＝＋－＠]/.test(csvCell(text))))
  })

  it('reads back as what was written, but for the quote', () => {
    const read = (cell: string) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)
    fc.assert(fc.property(fc.string(), (text) => [text, `'${text}`].includes(read(csvCell(text)))))
  })
})

it('ends a line', () => expect(csvLine(['a', 'b'])).toBe('a,b\r\n'))
