'use client'

import { defaultRangeExtractor, type Range, useWindowVirtualizer } from '@tanstack/react-virtual'
import {
  type FocusEvent,
  Fragment,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

const OVERSCAN = 15

/** Of what stands for rows that are not drawn: the browser would hold fast to it when the page jumps, and jump twice as far. */
export const GAP_CLASS = '[overflow-anchor:none]'

/** What a row of a windowed list carries, so that it is measured and found again. */
export type RowMarks = { ref: (row: HTMLElement | null) => void; 'data-index': number }

type WindowedProps = {
  count: number
  /** Of all rows that were not measured yet, in CSS pixels. */
  rowHeight: number
  keyOf: (index: number) => string
  /** The row that the keyboard is on: it is brought into sight. */
  activeIndex?: number
  row: (index: number, marks: RowMarks) => ReactNode
  /** Stands for the rows that are not drawn. */
  gap: (height: number) => ReactNode
  /** The list around the rows. */
  list: (
    rows: ReactNode,
    marks: { ref: (list: HTMLElement | null) => void; onFocus: (event: FocusEvent) => void },
  ) => ReactNode
}

/** Rows of a list that scrolls with the page, however many: those near the screen are drawn, and the one that has the focus. */
export function Windowed({ count, rowHeight, keyOf, activeIndex = -1, row, gap, list }: WindowedProps) {
  const top = useRef<HTMLElement>(null)
  const listRef = useCallback((element: HTMLElement | null) => {
    top.current = element
  }, [])
  const focused = useRef(-1)
  const [margin, setMargin] = useState(0)
  const virtual = useWindowVirtualizer({
    count,
    overscan: OVERSCAN,
    scrollMargin: margin,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    rangeExtractor: (range) => withIndex(range, focused.current),
  })
  // what stands above the list may change its height with any render
  useLayoutEffect(() => {
    const at = top.current ? Math.round(top.current.getBoundingClientRect().top + window.scrollY) : 0
    if (at !== margin) setMargin(at)
  })
  const { scrollToIndex } = virtual
  // by its key: a row that comes above it moves nobody
  const activeKey = activeIndex < 0 ? null : keyOf(activeIndex)
  const activeAt = useRef(activeIndex)
  useLayoutEffect(() => {
    activeAt.current = activeIndex
  })
  useEffect(() => {
    if (activeKey !== null) scrollToIndex(activeAt.current, { align: 'auto' })
  }, [activeKey, scrollToIndex])
  const items = virtual.getVirtualItems()
  let drawnTo = margin
  const rows = items.map(({ key, index, start, end }) => {
    const missing = start - drawnTo
    drawnTo = end
    return (
      <Fragment key={key}>
        {missing > 0 ? gap(missing) : null}
        {row(index, { ref: virtual.measureElement, 'data-index': index })}
      </Fragment>
    )
  })
  const below = margin + virtual.getTotalSize() - drawnTo
  return list(
    <>
      {rows}
      {below > 0 ? gap(below) : null}
    </>,
    {
      ref: listRef,
      onFocus: ({ target }) => {
        focused.current = Number(target.closest<HTMLElement>('[data-index]')?.dataset.index ?? -1)
      },
    },
  )
}

/** The rows that are drawn, and the one that has the focus, wherever it is. */
export function withIndex(range: Range, index: number): number[] {
  const near = defaultRangeExtractor(range)
  if (index < 0 || index >= range.count || near.includes(index)) return near
  return [...near, index].sort((a, b) => a - b)
}
