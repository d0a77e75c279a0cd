'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { clsx } from 'clsx'
import { ArrowDownToLine, ChevronDown, ChevronUp, Pause, Search, TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from './button'
import { IconButton } from './icon-button'
import { type LogLine, LogRow } from './log-row'
import { withIndex } from './windowed'

const ROW_HEIGHT = 24
const OVERSCAN = 20

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

/**
 * Numbered lines that follow the end until the reader scrolls away; search, first error, a link to every line. Those near the screen are
 * drawn, however many there are.
 */
export function LogTail({ lines, isLive, emptyText, tools, className }: LogTailProps) {
  const box = useRef<HTMLDivElement>(null)
  const [isFollowing, setIsFollowing] = useState(true)
  const [query, setQuery] = useState('')
  const [hitIndex, setHitIndex] = useState(0)
  const hits = useMemo(() => matches(lines, query), [lines, query])
  const firstError = useMemo(() => lines.find(looksLikeError), [lines])
  const linkedSeq = useLinkedLine()
  const activeSeq = hits[hitIndex % Math.max(1, hits.length)] ?? linkedSeq
  const focused = useRef(-1)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    rangeExtractor: (range) => withIndex(range, focused.current),
    paddingStart: 8,
  })
  const rows = virtual.getVirtualItems()
  const { scrollToIndex } = virtual

  // after every new line, so that the end stays in view
  useEffect(() => {
    if (isFollowing && lines.length > 0) scrollToIndex(lines.length - 1, { align: 'end' })
  }, [isFollowing, lines.length, scrollToIndex])
  const linkedAt = useMemo(() => lines.findIndex(({ seq }) => seq === linkedSeq), [lines, linkedSeq])
  useEffect(() => {
    if (linkedAt < 0) return
    setIsFollowing(false)
    scrollToIndex(linkedAt, { align: 'center' })
  }, [linkedAt, scrollToIndex])
  const goTo = (seq: number | undefined) => {
    const index = lines.findIndex((line) => line.seq === seq)
    if (index < 0) return
    setIsFollowing(false)
    scrollToIndex(index, { align: 'center' })
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
        <label className="flex h-7 min-w-0 flex-1 items-center gap-2 px-1.5 text-faint max-sm:basis-full">
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
        onFocus={({ target }) => {
          focused.current = Number(target.closest<HTMLElement>('[data-index]')?.dataset.index ?? -1)
        }}
        onWheel={(event) => event.deltaY < 0 && setIsFollowing(false)}
        className="relative min-h-40 flex-1 overflow-auto bg-sunken pb-2 font-mono text-xs leading-6 focus-visible:-outline-offset-2"
      >
        {lines.length === 0 ? <p className="px-4 py-2 font-sans text-muted text-sm">{emptyText}</p> : null}
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {rows.map(({ index, start }) => (
            <LogRow
              key={lines[index]!.seq}
              line={lines[index]!}
              query={query}
              isActive={lines[index]!.seq === activeSeq}
              measure={virtual.measureElement}
              index={index}
              top={start}
            />
          ))}
        </div>
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

/** The line that the address names. */
function useLinkedLine(): number | undefined {
  const [seq, setSeq] = useState<number>()
  useEffect(() => {
    const read = () => setSeq(Number(/^#L(\d+)$/.exec(window.location.hash)?.[1]) || undefined)
    read()
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }, [])
  return seq
}

function matches(lines: LogLine[], query: string): number[] {
  if (!query) return []
  const wanted = query.toLowerCase()
  return lines.filter((line) => line.text.toLowerCase().includes(wanted)).map((line) => line.seq)
}

function looksLikeError(line: LogLine): boolean {
  return line.stream === 'stderr' || /\b(error|exception|fatal|panic|traceback)\b/i.test(line.text)
}
