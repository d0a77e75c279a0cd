// biome-ignore-all lint/a11y/noRedundantRoles: rows laid out as cards lose their table roles in some browsers
'use client'

import { clsx } from 'clsx'
import { lazy, memo, type ReactNode, Suspense, useCallback, useEffect, useRef } from 'react'
import { Link } from './link'
import { Tooltip } from './tooltip'
import type { RowMarks } from './windowed'

// most tables are short
const WindowedRows = lazy(() => import('./windowed-rows').then((part) => ({ default: part.WindowedRows })))
/** From this many rows on only those near the screen are drawn. */
const WINDOWED_FROM = 60

export type Column<Row> = {
  key: string
  /** Empty over what can be done with a row; at phone width that stands in the corner of the card. */
  header: string
  /** What the column means, on hover and focus of its head. */
  hint?: string
  cell: (row: Row) => ReactNode
  /** Numbers stand right, with figures of equal width. */
  align?: 'left' | 'right'
  /** CSS width, as in "7rem". Without one the column takes what is left. */
  width?: string
  /** Left out at phone width, where a row becomes a card. */
  isHiddenOnPhone?: boolean
  /** Said before the value at phone width, where the head is not seen. */
  phoneLabel?: string
}

type TableProps<Row> = {
  /** Names the table for screen readers. */
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  /** There are more than these rows: how many is not known. */
  hasMore?: boolean
  rowKey: (row: Row) => string
  /** The whole row leads there; the first cell holds the link. */
  rowHref?: (row: Row) => string
  /** The row that the keyboard is on. */
  activeKey?: string
  /** Lets rows be chosen, by a box before each. */
  selection?: Selection<Row>
}

export type Selection<Row> = {
  keys: ReadonlySet<string>
  /** `isRange`: with all rows from the one that was chosen before. */
  onToggle: (row: Row, isRange: boolean) => void
  onAll: (isOn: boolean) => void
  labelOf: (row: Row) => string
}

/** A table with 32 px rows and a head that stays; at phone width each row becomes a card. */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, hasMore, rowKey, rowHref, activeKey, selection } = props
  const latest = useRef(selection)
  useEffect(() => {
    latest.current = selection
  })
  const onToggle = useCallback((row: Row, isRange: boolean) => latest.current?.onToggle(row, isRange), [])
  const drawRow = (row: Row, marks?: RowMarks) => (
    <OneRow
      key={rowKey(row)}
      row={row}
      columns={columns}
      href={rowHref?.(row)}
      isActive={rowKey(row) === activeKey}
      choiceLabel={selection && `Choose ${selection.labelOf(row)}`}
      onToggle={onToggle}
      isSelected={selection?.keys.has(rowKey(row)) ?? false}
      measure={marks?.ref}
      index={marks?.['data-index']}
    />
  )
  const plain = (
    <tbody role="rowgroup" className="max-sm:block">
      {rows.slice(0, WINDOWED_FROM).map((row) => drawRow(row))}
    </tbody>
  )
  return (
    <div className="max-sm:contents sm:overflow-x-auto">
      <table
        role="table"
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        className="w-full border-collapse text-sm max-sm:block sm:table-fixed"
      >
        <caption className="sr-only">{caption}</caption>
        <thead role="rowgroup" className="max-sm:sr-only">
          <tr role="row" aria-rowindex={1}>
            {selection ? (
              <th
                role="columnheader"
                scope="col"
                className="sticky top-0 z-10 h-8 w-9 border-b bg-surface pl-4 text-left"
              >
                <input
                  type="checkbox"
                  aria-label="Choose all rows"
                  checked={rows.length > 0 && selection.keys.size >= rows.length}
                  onChange={(event) => selection.onAll(event.target.checked)}
                  className="size-3.5 align-middle accent-accent"
                />
              </th>
            ) : null}
            {columns.map((column) => (
              <th
                key={column.key}
                role="columnheader"
                scope="col"
                style={{ width: column.width }}
                className={clsx(
                  'sticky top-0 z-10 h-8 border-b bg-surface px-2 font-medium text-faint text-xs first:pl-4 last:pr-4',
                  column.align === 'right' ? 'text-right' : 'text-left',
                )}
              >
                {column.hint ? <ExplainedHead header={column.header} hint={column.hint} /> : column.header}
              </th>
            ))}
          </tr>
        </thead>
        {rows.length < WINDOWED_FROM ? (
          plain
        ) : (
          <Suspense fallback={plain}>
            <WindowedRows
              keys={rows.map(rowKey)}
              activeKey={activeKey}
              columnCount={columns.length + (selection ? 1 : 0)}
              drawRow={(index, marks) => drawRow(rows[index]!, marks)}
            />
          </Suspense>
        )}
      </table>
    </div>
  )
}

function ExplainedHead({ header, hint }: { header: string; hint: string }) {
  return (
    <Tooltip text={hint}>
      <button
        type="button"
        className="cursor-help rounded-sm underline decoration-faint decoration-dotted underline-offset-2"
      >
        {header}
      </button>
    </Tooltip>
  )
}

type TableRowProps<Row> = {
  row: Row
  columns: Column<Row>[]
  href: string | undefined
  isActive: boolean
  /** Of the box by which it is chosen, where rows can be. */
  choiceLabel: string | undefined
  isSelected: boolean
  onToggle: (row: Row, isRange: boolean) => void
  /** Of a row among so many that only those near the screen are drawn. */
  measure: RowMarks['ref'] | undefined
  index: number | undefined
}

/** Hundreds of rows are not drawn again because the keyboard went from one to the next. */
const OneRow = memo(TableRow) as typeof TableRow

function TableRow<Row>(props: TableRowProps<Row>) {
  const { row, columns, href, isActive, choiceLabel, isSelected, onToggle, measure, index } = props
  const ref = useRef<HTMLTableRowElement>(null)
  const hasDeeds = columns.some(({ header }) => header === '')
  const place = useCallback(
    (element: HTMLTableRowElement | null) => {
      ref.current = element
      measure?.(element)
    },
    [measure],
  )
  useEffect(() => {
    // a list of very many rows brings it into sight itself, once, and not each time that it is drawn
    if (isActive && index === undefined) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [isActive, index])
  return (
    <tr
      ref={place}
      data-index={index}
      aria-rowindex={index === undefined ? undefined : index + 2}
      role="row"
      aria-current={isActive || undefined}
      className={clsx(
        'group relative border-b last:border-b-0 max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-3 max-sm:gap-y-1 max-sm:px-3 max-sm:py-2.5',
        href && 'hover:bg-hover',
        (isActive || isSelected) && 'bg-selected',
        isActive && 'shadow-[inset_2px_0_0_var(--accent)]',
      )}
    >
      {choiceLabel ? (
        <td role="cell" className="w-9 pl-4 max-sm:hidden">
          <input
            type="checkbox"
            aria-label={choiceLabel}
            checked={isSelected}
            onChange={({ nativeEvent }) => onToggle(row, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
            className="relative z-[1] size-3.5 align-middle accent-accent"
          />
        </td>
      ) : null}
      {columns.map((column, index) => (
        <td
          key={column.key}
          role="cell"
          className={clsx(
            'h-8 truncate px-2 first:pl-4 last:pr-4 max-sm:h-auto max-sm:p-0 max-sm:first:p-0 max-sm:last:p-0',
            column.align === 'right' && 'tnum text-right',
            index === 0 && 'max-sm:w-full max-sm:whitespace-normal max-sm:font-medium',
            index === 0 && hasDeeds && 'max-sm:first:pr-20',
            index > 0 && 'max-sm:text-muted max-sm:text-xs',
            column.header === '' && 'max-sm:absolute max-sm:top-1.5 max-sm:right-3',
            column.isHiddenOnPhone && 'max-sm:hidden',
          )}
        >
          {index === 0 && href ? (
            <Link href={href} className="after:absolute after:inset-0 focus-visible:outline-offset-0">
              {column.cell(row)}
            </Link>
          ) : (
            <>
              {column.phoneLabel ? <span className="text-faint sm:hidden">{column.phoneLabel} </span> : null}
              {column.cell(row)}
            </>
          )}
        </td>
      ))}
    </tr>
  )
}
