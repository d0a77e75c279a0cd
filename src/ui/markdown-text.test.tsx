import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import MarkdownText from './markdown-text'

const markup = (text: string) => renderToStaticMarkup(<MarkdownText text={text} />)

it.each([
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](\u0001javascript:alert(1))',
  '[x](vbscript:msgbox)',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '<javascript:alert(1)>',
  '![x](javascript:alert(1))',
  '[x][1]\n\n[1]: javascript:alert(1)',
])('%s leads nowhere', (text) => {
  expect(markup(text)).not.toMatch(/href="[^"]*(script|data|alert)/i)
})

it('shows HTML as text, and fetches no picture by itself', () => {
  const shown = markup('<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n![dot](https://evil.example/dot.png)')
  expect(shown).not.toMatch(/<(script|img|iframe)/)
  expect(shown).toContain('[picture: dot]')
})
