'use client'

import { lazy, Suspense } from 'react'

const MarkdownText = lazy(() => import('./markdown-text'))

/** Written text with headings, lists, tables, code and links. The parser is fetched when the first such text is shown. */
export function Markdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<p className="whitespace-pre-wrap break-words text-sm">{text}</p>}>
      <MarkdownText text={text} />
    </Suspense>
  )
}
