'use client'

import { clsx } from 'clsx'
import { ArrowDownToLine, ChevronDown, ChevronUp, Pause, Search, TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from './button'
import { IconButton } from './icon-button'

export type LogLine = { seq: number; text: string; stream: 'stdout' | 'stderr' | 'system' }

type LogTailProps = {
  lines: LogLine[]
  /** More lines may come. */
  isLive: boolean
  /** Shown when there are no lines. */
  emptyText: string
  /** More buttons beside the search. */
  tools?: ReactNode
  className?: string
}

/** Numbered lines that follow the end until the reader scrolls away; search, first error, a link to every line. */
export function LogTail({ lines, isLive, emptyText, tools, className }: LogTailProps) {
  const box = useRef<HTMLDivElement>(null)
  const [isFollowing, setIsFollowing] = useState(true)
  const [query, setQuery] = useState('')
  const [hitIndex, setHitIndex] = useState(0)
  const hits = useMemo(() => matches(lines, query), [lines, query])
  const firstError = lines.find(looksLikeError)
  const activeSeq = hits[hitIndex % Math.max(1, hits.length)]

  useEffect(() => {
    const linked = /^#L(\d+)$/.exec(window.location.hash)?.[1]
    if (linked) setIsFollowing(false)
  }, [])
  // Runs after every new line, so that the end stays in view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number of lines is the trigger
  useEffect(() => {
    if (isFollowing && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [isFollowing, lines.length])
  const goTo = (seq: number | undefined) => {
    if (seq === undefined) return
    setIsFollowing(false)
    box.current?.querySelector(`#L${seq}`)?.scrollIntoView({ block: 'center' })
  }
  const step = (by: number) => {
    if (hits.length === 0) return
    const next = (hitIndex + by + hits.length) % hits.length
    setHitIndex(next)
    goTo(hits[next])
  }

  return (
    <div className={clsx('flex min-h-0 flex-col', className)}>
      <div className="flex flex-wrap items-center gap-1 border-b px-2 py-1">
        <label className="flex h-7 min-w-0 flex-1 items-center gap-2 px-1.5 text-faint">
          <Search aria-hidden className="size-3.5 shrink-0" />
          <span className="sr-only">Search the log</span>
          <input
            value={query}
            onChange={(event) => {
              setQuery(event.target.value)
              setHitIndex(0)
            }}
            onKeyDown={(event) => event.key === 'Enter' && step(event.shiftKey ? -1 : 1)}
            placeholder="Search the log"
            className="h-6 min-w-0 flex-1 rounded-sm bg-transparent text-ink text-sm"
          />
        </label>
        {query ? (
          <span className="flex items-center text-muted text-xs">
            <span role="status" className="tnum px-1">
              {hits.length === 0 ? 'No match' : `${(hitIndex % hits.length) + 1} of ${hits.length}`}
            </span>
            <IconButton
              size="sm"
              label="Previous match"
              icon={<ChevronUp className="size-3.5" />}
              onClick={() => step(-1)}
            />
            <IconButton
              size="sm"
              label="Next match"
              icon={<ChevronDown className="size-3.5" />}
              onClick={() => step(1)}
            />
          </span>
        ) : null}
        {firstError ? (
          <Button
            size="sm"
            variant="ghost"
            icon={<TriangleAlert className="size-3.5" />}
            onClick={() => goTo(firstError.seq)}
          >
            First error
          </Button>
        ) : null}
        {tools}
        <Button
          size="sm"
          variant="ghost"
          aria-pressed={isFollowing}
          icon={isFollowing ? <Pause className="size-3.5" /> : <ArrowDownToLine className="size-3.5" />}
          onClick={() => setIsFollowing(!isFollowing)}
        >
          {isFollowing ? 'Pause' : 'Follow'}
        </Button>
      </div>
      <section
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
        tabIndex={0}
        aria-label="Log"
        onWheel={(event) => event.deltaY < 0 && setIsFollowing(false)}
        className="relative min-h-40 flex-1 overflow-auto bg-sunken py-2 font-mono text-xs leading-6 focus-visible:-outline-offset-2"
      >
        {lines.length === 0 ? <p className="px-4 py-2 font-sans text-muted text-sm">{emptyText}</p> : null}
        {lines.map((line) => (
          <Line key={line.seq} line={line} query={query} isActive={line.seq === activeSeq} />
        ))}
        {isLive && lines.length > 0 ? (
          <p className="pl-12 text-faint">
            <span className="inline-block h-3.5 w-1.5 translate-y-0.5 animate-[soft-pulse_1.2s_infinite] bg-accent" />
            <span className="sr-only">Waiting for more lines</span>
          </p>
        ) : null}
      </section>
    </div>
  )
}

function Line({ line, query, isActive }: { line: LogLine; query: string; isActive: boolean }) {
  return (
    <div
      id={`L${line.seq}`}
      className={clsx(
        'flex pr-4 [contain-intrinsic-size:auto_24px] [content-visibility:auto] target:bg-selected hover:bg-hover',
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

function matches(lines: LogLine[], query: string): number[] {
  if (!query) return []
  const wanted = query.toLowerCase()
  return lines.filter((line) => line.text.toLowerCase().includes(wanted)).map((line) => line.seq)
}

function looksLikeError(line: LogLine): boolean {
  return line.stream === 'stderr' || /\b(error|exception|fatal|panic|traceback)\b/i.test(line.text)
}
