// biome-ignore-all lint/a11y/noRedundantRoles: rows laid out as cards lose their table roles in some browsers
'use client'

import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { GAP_CLASS, type RowMarks, Windowed } from './windowed'

const ROW_HEIGHT = 33

type WindowedRowsProps = {
  keys: string[]
  activeKey: string | undefined
  columnCount: number
  drawRow: (index: number, marks: RowMarks) => ReactNode
}

/** The body of a table with very many rows. */
export function WindowedRows({ keys, activeKey, columnCount, drawRow }: WindowedRowsProps) {
  return (
    <Windowed
      count={keys.length}
      rowHeight={ROW_HEIGHT}
      keyOf={(index) => keys[index]!}
      activeIndex={activeKey === undefined ? -1 : keys.indexOf(activeKey)}
      row={drawRow}
      gap={(height) => (
        <tr aria-hidden className={clsx(GAP_CLASS, 'max-sm:block')}>
          <td colSpan={columnCount} style={{ height }} className="max-sm:block" />
        </tr>
      )}
      list={(drawn, { ref, onFocus }) => (
        <tbody role="rowgroup" ref={ref} onFocus={onFocus} className="max-sm:block">
          {drawn}
        </tbody>
      )}
    />
  )
}
