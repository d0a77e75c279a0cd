/** Text with `code` in it; blank lines part its paragraphs. */
export function Prose({ text }: { text: string }) {
  return text.split(/\n\s*\n/).map((paragraph) => (
    <p key={paragraph} className="mb-3 max-w-[68ch] text-muted last:mb-0">
      <Inline text={paragraph} />
    </p>
  ))
}

/** One line with `code` in it. */
export function Inline({ text }: { text: string }) {
  let at = 0
  return text.split('`').map((piece, index) => {
    at += piece.length + 1
    if (index % 2 === 0) return piece
    return (
      <code key={at} className="rounded bg-sunken px-1 py-px font-mono text-ink text-xs [overflow-wrap:anywhere]">
        {piece}
      </code>
    )
  })
}
