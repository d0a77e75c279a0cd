import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partsOf, readQuestion, tsqueryOf, wordsOf } from '@/platform/words'
import { snippetOf } from './snippet'

describe('words', () => {
  it.each([
    ['Fix NOT-12, soon!', ['fix', 'not', '12', 'soon']],
    ['src/app/page.tsx ada@example.com', ['src', 'app', 'page', 'tsx', 'ada', 'example', 'com']],
    ['Straße ÜBER naïve', ['straße', 'über', 'naïve']],
    ['Ｆｕｌｌ ﬁne', ['full', 'fine']],
    ['部署完了 deploy', ['部', '署', '完', '了', 'deploy']],
    ['привет мир हिन्दी', ['привет', 'мир', 'हिन्दी']],
    ['ภาษาไทย', ['ภ', 'า', 'ษ', 'า', 'ไ', 'ท', 'ย']],
    ['\u0000 \ud800 … 🙂', []],
  ])('of %j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words)
  })

  it('are cut when they are keys', () => {
    expect(wordsOf('a'.repeat(5000))).toEqual(['a'.repeat(64)])
  })
})

describe('a question', () => {
  it.each([
    ['deploy server', "('deploy') & ('server':*)"],
    ['deploy server ', "('deploy') & ('server')"],
    ['"deploy server"', "('deploy' <-> 'server')"],
    ['NOT-12', "('not' <-> '12')"],
    ['depl* x', "('depl':*) & ('x')"],
    ['部署', "('部' <-> '署')"],
    ['"open quote', "('open') & ('quote':*)"],
    [`'"&|!:*`, ''],
    ['& | ! :* () <->', ''],
    ["it's :*A", "('it' <-> 's') & ('a')"],
  ])('%j is %j', (text, query) => {
    expect(tsqueryOf(readQuestion(text), '')).toBe(query)
  })

  it('never holds a sign, and never too much', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const phrases = readQuestion(text)
        const words = phrases.flatMap((phrase) => phrase.words)
        expect(words.length).toBeLessThanOrEqual(24)
        expect(words.every((word) => /^[\p{L}\p{N}\p{M}]+$/u.test(word))).toBe(true)
      }),
    )
  })
})

describe('parts', () => {
  it('hold the whole text, each with the words of the title', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 50 }), (lines) => {
        const text = lines.join(' ').repeat(30).normalize('NFKC').replaceAll('\0', ' ')
        const parts = partsOf('The Title', text, 'ab')
        expect(parts.map((part) => part.body).join('')).toBe(text)
        expect(
          parts.every((part) => part.words.startsWith("'abthe':1A 'abtitle':2A") && part.body.length <= 15_000),
        ).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('leave a gap between title and text', () => {
    expect(partsOf('a b', 'c d', '')).toEqual([{ body: 'c d', words: "'a':1A 'b':2A 'c':4 'd':5" }])
  })
})

describe('a snippet', () => {
  const marked = (body: string, question: string) =>
    snippetOf(body, readQuestion(question))
      .map(({ text, isMatch }) => (isMatch ? `[${text}]` : text))
      .join('')

  it.each([
    ['Deploy the server, then deploy again', 'deploy ', '[Deploy] the server, then [deploy] again'],
    ['redeployed', 'deploy', 'redeployed'],
    ['deployment', 'deploy', '[deployment]'],
    ['see NOT-12, not NOT-123', 'NOT-12', 'see [NOT-12], not NOT-123'],
    ['系统部署完成', '部署', '系统[部署]完成'],
    ['<b>bold</b> & more', 'bold', '<b>[bold]</b> & more'],
    ['nothing here', 'absent', 'nothing here'],
  ])('of %j for %j is %j', (body, question, snippet) => {
    expect(marked(body, question)).toBe(snippet)
  })

  it('is short, whole words around the match, of a long text', () => {
    const body = `${'before '.repeat(2000)}needle ${'after '.repeat(2000)}`
    const snippet = marked(body, 'needle')
    expect(snippet).toMatch(/^before (before )*\[needle\] after /)
    expect(snippet.length).toBeLessThan(260)
  })

  it('fails for no text and no question', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (body, question) => {
        expect(typeof marked(body, question)).toBe('string')
      }),
    )
  })
})
