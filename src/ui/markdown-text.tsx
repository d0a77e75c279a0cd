'use client'

import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'

const look: Components = {
  // Text is written by agents: a link never gets our window or our address, and pictures are not fetched on view.
  a: ({ href, children }) => (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-accent underline underline-offset-2"
    >
      {children}
    </a>
  ),
  img: ({ src, alt }) => (
    <a href={typeof src === 'string' ? src : undefined} target="_blank" rel="noopener noreferrer nofollow">
      [picture: {alt || 'without a name'}]
    </a>
  ),
  h1: ({ children }) => <h3 className="mt-4 mb-1.5 font-semibold text-base">{children}</h3>,
  h2: ({ children }) => <h3 className="mt-4 mb-1.5 font-semibold text-base">{children}</h3>,
  h3: ({ children }) => <h4 className="mt-3 mb-1 font-semibold text-sm">{children}</h4>,
  h4: ({ children }) => <h5 className="mt-3 mb-1 font-semibold text-sm">{children}</h5>,
  ul: ({ children }) => <ul className="my-2 list-disc pl-5 marker:text-faint">{children}</ul>,
  ol: ({ children }) => <ol className="my-2 list-decimal pl-5 marker:text-faint">{children}</ol>,
  li: ({ children }) => <li className="my-0.5">{children}</li>,
  p: ({ children }) => <p className="my-2">{children}</p>,
  blockquote: ({ children }) => <blockquote className="my-2 border-l-2 pl-3 text-muted">{children}</blockquote>,
  hr: () => <hr className="my-4" />,
  code: ({ children }) => <code className="rounded bg-sunken px-1 py-px font-mono text-[0.92em]">{children}</code>,
  pre: ({ children }) => (
    <pre className="my-2 overflow-x-auto rounded-md border bg-sunken px-3 py-2 font-mono text-xs [&_code]:bg-transparent [&_code]:p-0">
      {children}
    </pre>
  ),
  table: ({ children }) => (
    <div className="my-2 overflow-x-auto">
      <table className="tnum text-left [&_td]:border-b [&_td]:py-1 [&_td]:pr-4 [&_th]:border-b [&_th]:py-1 [&_th]:pr-4 [&_th]:font-medium">
        {children}
      </table>
    </div>
  ),
}

/** The loaded half of Markdown; raw HTML in the text is shown as text. */
export default function MarkdownText({ text }: { text: string }) {
  return (
    <div className="break-words text-sm [&>:first-child]:mt-0 [&>:last-child]:mb-0">
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={look}>
        {text}
      </ReactMarkdown>
    </div>
  )
}
