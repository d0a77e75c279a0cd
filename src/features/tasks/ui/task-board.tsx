'use client'

import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { type Inputs, useTRPC } from '@/entry/trpc/client'
import { type Reach, useReach } from '@/features/companies/ui/use-reach'
import { DragArea, useDropPlace } from '@/ui/drag'
import { SkeletonRows } from '@/ui/skeleton'
import { useToast } from '@/ui/toast'
import { countText } from '../rules/count-text'
import { whyNotMoved } from '../rules/moves'
import type { TaskRow, TaskState } from '../schema'
import { stateChange } from './row-change'
import { CarriedCard, TaskCard } from './task-card'
import { labelOfState, TASK_STATUS, TaskStateDot } from './task-marks'
import { useBulkChange } from './use-bulk-change'

type ListInput = Inputs['tasks']['listTasks']
const PAGE = 30
const MOST = 500

type BoardProps = {
  states: readonly TaskState[]
  input: ListInput
  /** The task that the keyboard is on. */
  onActive: (task: TaskRow) => void
  onRows: (rows: TaskRow[]) => void
}

/**
 * Tasks as cards in columns by state. A card that its reader may change is dragged by mouse or finger, or moved by Shift with the arrows,
 * or by its menu; where a column does not take it, the column says why.
 */
export function TaskBoard({ states, input, onActive, onRows }: BoardProps) {
  const { columns, isLoading, showMore } = useColumns(states, input)
  const [held, setHeld] = useState<TaskRow | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const followed = useRef<string | null>(null)
  const order = columns.flatMap(({ rows }) => rows)
  const reach = useReach('task:write', order)
  const move = useMove(reach)
  const key = order.map(({ id, state }) => `${id} ${state}`).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order is the trigger
  useEffect(() => {
    onRows(order)
    // a card that was moved by key keeps the focus in its new column
    if (followed.current) cardOf(box.current, followed.current)?.focus()
    followed.current = null
  }, [key])

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-task]')?.dataset.task
    const column = columns.findIndex(({ rows }) => rows.some((row) => row.id === id))
    const rows = columns[column]?.rows
    if (!id || !rows || !(event.target instanceof HTMLAnchorElement)) return
    const at = rows.findIndex((row) => row.id === id)
    const side = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (side === 0 && step === 0) return
    event.preventDefault()
    const task = rows[at]
    if (side !== 0 && event.shiftKey) {
      const target = states[column + side]
      if (task && target && reach.has(task.id) && move(task, target)) followed.current = task.id
      return
    }
    const next = side === 0 ? rows[at + step] : nearest(columns, column, side, at)
    if (next) cardOf(box.current, next.id)?.focus()
  }

  if (isLoading) return <SkeletonRows label="The tasks: loading" />
  return (
    <DragArea
      onBegin={(id) => setHeld(order.find((task) => task.id === id) ?? null)}
      onDrop={(_, id) => {
        const state = states.find((each) => each === id)
        if (held && state) move(held, state)
      }}
      onEnd={() => setHeld(null)}
      carried={held ? <CarriedCard task={held} /> : null}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the cards inside */}
      <div
        ref={box}
        onKeyDown={onKeyDown}
        className="grid snap-x auto-cols-[minmax(10.25rem,1fr)] grid-flow-col gap-2 sm:max-h-[calc(100dvh-13.5rem)] overflow-x-auto p-2 max-sm:auto-cols-[82%]"
      >
        {columns.map(({ state, rows, total, hasMore }) => (
          <Column
            key={state}
            state={state}
            rows={rows}
            total={total}
            hasMore={hasMore}
            held={held}
            reach={reach}
            onActive={onActive}
            onMove={move}
            onMore={() => showMore(state)}
          />
        ))}
      </div>
    </DragArea>
  )
}

/** One query a column; a row stands in the column of the state that it is shown in, which a move changes at once. */
function useColumns(states: readonly TaskState[], input: ListInput) {
  const trpc = useTRPC()
  const [limits, setLimits] = useState<Partial<Record<TaskState, number>>>({})
  const limitOf = (state: TaskState) => limits[state] ?? PAGE
  const queries = useQueries({
    queries: states.map((state) => ({
      ...trpc.tasks.listTasks.queryOptions({ ...input, states: [state], limit: limitOf(state) }),
      placeholderData: keepPreviousData,
    })),
  })
  const all = new Map(queries.flatMap(({ data }) => data ?? []).map((row) => [row.id, row]))
  const columns = states.map((state, index) => ({
    state,
    rows: [...all.values()].filter((row) => row.state === state),
    isCut: (queries[index]?.data?.length ?? 0) >= limitOf(state),
  }))
  // what is all here is counted here, as it is shown
  const counts = useQuery(
    trpc.tasks.countTasks.queryOptions(
      { ...input, states: [...states] },
      { enabled: columns.some(({ isCut }) => isCut), placeholderData: keepPreviousData },
    ),
  ).data
  const counted = columns.map(({ isCut, ...column }) => ({
    ...column,
    total: isCut ? counts?.[column.state] : column.rows.length,
    hasMore: isCut && limitOf(column.state) < MOST,
  }))
  const showMore = (state: TaskState) => setLimits({ ...limits, [state]: Math.min(MOST, limitOf(state) * 3) })
  return { columns: counted, isLoading: queries.some((query) => query.isPending), showMore }
}

/** Moves a task, or says why it cannot be. @returns whether it is being moved */
function useMove(reach: Reach<'task:write'>): (task: TaskRow, to: TaskState) => boolean {
  const change = useBulkChange(reach)
  const toast = useToast()
  return (task, to) => {
    if (task.state === to) return false
    const reason = whyNotMoved(task, to, labelOfState)
    if (reason) toast({ tone: 'bad', text: reason })
    else void change([{ task, change: stateChange(task, to) }], labelOfState(to))
    return reason === null
  }
}

type ColumnProps = {
  state: TaskState
  rows: TaskRow[]
  /** Undefined until it is known. */
  total: number | undefined
  hasMore: boolean
  held: TaskRow | null
  reach: Reach<'task:write'>
  onActive: (task: TaskRow) => void
  onMove: (task: TaskRow, to: TaskState) => void
  onMore: () => void
}

function Column({ state, rows, total, hasMore, held, reach, onActive, onMove, onMore }: ColumnProps) {
  const { ref, isAimedAt } = useDropPlace(state)
  const isOver = held !== null && isAimedAt
  const reason = held && held.state !== state ? whyNotMoved(held, state, labelOfState) : null
  const takes = held !== null && held.state !== state && reason === null
  return (
    <section
      aria-label={TASK_STATUS[state].label}
      ref={ref}
      className={clsx(
        'relative flex min-h-40 min-w-0 snap-start sm:min-h-0 flex-col rounded-md bg-sunken',
        takes && 'outline-dashed outline-1 outline-accent/50',
        takes && isOver && 'bg-selected',
      )}
    >
      <header className="flex h-9 items-center gap-2 px-2.5 text-xs">
        <h2 className="font-medium">
          <TaskStateDot state={state} />
        </h2>
        <span className="tnum text-faint">{total === undefined ? `${rows.length}+` : countText(total)}</span>
      </header>
      {reason && isOver ? (
        <p className="mx-2 mb-2 rounded-md bg-warn-soft px-2 py-1.5 text-warn text-xs">{reason}</p>
      ) : null}
      <ul className={clsx('flex min-h-24 flex-col gap-1.5 overflow-y-auto px-1.5 pb-2', reason && 'opacity-50')}>
        {rows.map((task) => (
          <TaskCard
            key={task.id}
            task={task}
            isHeld={held?.id === task.id}
            isMovable={reach.has(task.id)}
            onActive={() => onActive(task)}
            onMove={(to) => onMove(task, to)}
          />
        ))}
      </ul>
      {hasMore ? (
        <button type="button" onClick={onMore} className="mx-2 mb-2 h-7 rounded-md text-muted text-xs hover:bg-hover">
          Show more
        </button>
      ) : null}
    </section>
  )
}

type Columns = { rows: TaskRow[] }[]

/** The card beside, in the next column that has any. */
function nearest(columns: Columns, from: number, side: number, at: number): TaskRow | undefined {
  for (let index = from + side; index >= 0 && index < columns.length; index += side) {
    const rows = columns[index]?.rows ?? []
    if (rows.length > 0) return rows[Math.min(at, rows.length - 1)]
  }
  return undefined
}

function cardOf(box: HTMLElement | null, id: string): HTMLElement | null {
  return box?.querySelector<HTMLElement>(`[data-task="${id}"] a`) ?? null
}
