import { clsx } from 'clsx'

export type LogLine = { seq: number; text: string; stream: 'stdout' | 'stderr' | 'system' }

type LogRowProps = {
  line: LogLine
  /** What the reader looks for, marked in the text. */
  query: string
  isActive: boolean
  /** Measures the row: its text may take several. */
  measure: (row: HTMLElement | null) => void
  index: number
  /** Where it stands in the log, in CSS pixels. */
  top: number
}

/** A numbered line of a log; its number is its address. */
export function LogRow({ line, query, isActive, measure, index, top }: LogRowProps) {
  return (
    <div
      ref={measure}
      data-index={index}
      id={`L${line.seq}`}
      style={{ transform: `translateY(${top}px)` }}
      className={clsx(
        'absolute inset-x-0 top-0 flex pr-4 hover:bg-hover',
        isActive && 'bg-selected',
        line.stream === 'stderr' && 'shadow-[inset_2px_0_0_var(--bad)]',
      )}
    >
      <a
        href={`#L${line.seq}`}
        aria-label={`Link to line ${line.seq}`}
        className="tnum w-12 shrink-0 select-none pr-3 text-right text-faint hover:text-accent"
      >
        {line.seq}
      </a>
      <span
        className={clsx(
          'min-w-0 whitespace-pre-wrap break-all',
          line.stream === 'stderr' && 'text-bad',
          line.stream === 'system' && 'text-muted italic',
        )}
      >
        {line.stream === 'stderr' ? <span className="sr-only">Error output: </span> : null}
        <Marked text={line.text} query={query} />
      </span>
    </div>
  )
}

function Marked({ text, query }: { text: string; query: string }) {
  const at = query ? text.toLowerCase().indexOf(query.toLowerCase()) : -1
  if (at < 0) return text
  return (
    <>
      {text.slice(0, at)}
      <mark className="rounded-xs bg-warn-soft text-warn">{text.slice(at, at + query.length)}</mark>
      {text.slice(at + query.length)}
    </>
  )
}
