'use client'

import { clsx } from 'clsx'
import { ChevronRight } from 'lucide-react'
import { type ComponentType, type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import type { DragProps } from './drag'
import { KEYS } from './keys'
import { type TreeMover, type TreeMoving, useTreeMove } from './use-tree-move'

export type TreeNode = {
  id: string
  /** Plain words of the row, read aloud and used by type-ahead. */
  text: string
  content: ReactNode
  children: TreeNode[]
}

type TreeViewProps = {
  nodes: TreeNode[]
  label: string
  /** Enter on a row. */
  onOpen?: (id: string) => void
  /** Rows can be dragged onto others, or moved by keys. */
  moving?: TreeMoving & { Rows: ComponentType<MovableRowsProps> }
  /** Rows that are folded at first. */
  startsClosed?: readonly string[]
  isDense?: boolean
}

/** Rows that can be dragged are drawn by `MovableRows`, which only trees that move something bring along. */
export type MovableRowsProps = {
  ids: string[]
  mover: TreeMover
  drawRow: (id: string, drag: DragProps) => ReactNode
}

type Row = {
  node: TreeNode
  level: number
  parentId: string | null
  position: number
  siblings: number
  isLast: boolean[]
}

/** A tree that is walked with arrows: right opens, left closes, Home and End jump. Where it has `moving`, M takes a row along. */
export function TreeView({ nodes, label, onOpen, moving, startsClosed, isDense = false }: TreeViewProps) {
  const [closedIds, setClosedIds] = useState<ReadonlySet<string>>(() => new Set(startsClosed))
  const [focusId, setFocusId] = useState(nodes[0]?.id)
  const box = useRef<HTMLDivElement>(null)
  const mover = useTreeMove(moving)
  const isByKeys = mover.move?.how === 'keys'
  const rows = flatten(nodes, closedIds, 1, null, [])
  const current = rows.find((row) => row.node.id === focusId) ?? rows[0]

  const setOpen = (id: string, isOpen: boolean) => {
    const next = new Set(closedIds)
    if (isOpen) next.delete(id)
    else next.add(id)
    setClosedIds(next)
  }
  const focus = (id: string | null | undefined) => {
    if (!id) return
    setFocusId(id)
    if (isByKeys) mover.aim(id)
    box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus()
  }
  const leave = (id: string | undefined) => {
    mover.end()
    if (id) focus(id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!current || event.metaKey || event.ctrlKey || event.altKey) return
    const isClosed = closedIds.has(current.node.id)
    const hasChildren = current.node.children.length > 0
    const at = rows.indexOf(current)
    const move: Record<string, () => void> = {
      ArrowDown: () => focus(rows[at + 1]?.node.id),
      ArrowUp: () => focus(rows[at - 1]?.node.id),
      Home: () => focus(rows[0]?.node.id),
      End: () => focus(rows.at(-1)?.node.id),
      ArrowRight: () => (isClosed ? setOpen(current.node.id, true) : focus(current.node.children[0]?.id)),
      ArrowLeft: () => (hasChildren && !isClosed ? setOpen(current.node.id, false) : focus(current.parentId)),
      Enter: () => (isByKeys ? mover.drop(current.node.id) : onOpen?.(current.node.id)),
      ...(moving && !isByKeys && { [KEYS.moveRow.keys]: () => mover.begin(current.node.id, 'keys') }),
      ...(isByKeys && { Escape: () => leave(mover.move?.id) }),
    }
    const act = move[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  const nameOf = (id: string | null | undefined) => rows.find((row) => row.node.id === id)?.node.text.split(',')[0]
  const drawRow = (row: Row | undefined, drag?: DragProps) =>
    row && (
      <TreeRow
        key={row.node.id}
        row={row}
        isOpen={!closedIds.has(row.node.id)}
        isFocusable={row === current}
        isDense={isDense}
        place={placeOf(row.node.id, mover)}
        drag={drag}
        onFocus={() => setFocusId(row.node.id)}
        onToggle={() => setOpen(row.node.id, closedIds.has(row.node.id))}
      />
    )
  return (
    <>
      <div ref={box} role="tree" aria-label={label} onKeyDown={onKeyDown}>
        {moving ? (
          <moving.Rows
            ids={rows.map((row) => row.node.id)}
            mover={mover}
            drawRow={(id, drag) =>
              drawRow(
                rows.find((row) => row.node.id === id),
                drag,
              )
            }
          />
        ) : (
          rows.map((row) => drawRow(row))
        )}
      </div>
      {moving ? (
        <MoveNote
          isByKeys={isByKeys}
          moved={nameOf(mover.move?.id)}
          target={nameOf(mover.move?.targetId)}
          refusal={mover.refusal}
        />
      ) : null}
    </>
  )
}

type Place = 'moved' | 'target' | 'refused' | null

function placeOf(id: string, { move, mayDrop }: TreeMover): Place {
  if (!move) return null
  if (move.id === id) return 'moved'
  if (move.targetId !== id) return null
  return mayDrop(id) ? 'target' : 'refused'
}

const looks: Record<Exclude<Place, null>, string> = {
  moved: 'bg-hover outline-1 outline-accent outline-dashed -outline-offset-1',
  target: 'bg-selected ring-2 ring-accent ring-inset',
  refused: 'ring-2 ring-bad ring-inset',
}

type MoveNoteProps = {
  isByKeys: boolean
  moved: string | undefined
  target: string | undefined
  refusal: string | null
}

/** Says where a row that is being moved would go, and why it cannot go there; read aloud as it changes. */
function MoveNote({ isByKeys, moved, target, refusal }: MoveNoteProps) {
  const text = moved === undefined ? null : target && target !== moved ? `${moved} below ${target}` : `Moving ${moved}`
  return (
    <p
      role="status"
      className={clsx(
        'sticky bottom-2 mx-auto w-fit max-w-full rounded-md bg-surface text-sm',
        (text ?? refusal) && 'mt-2 px-3 py-2 shadow-pop',
      )}
    >
      {text ? <span className="font-medium">{text}. </span> : null}
      {refusal ? <span className="text-bad">{refusal} </span> : null}
      {text && !refusal && isByKeys ? (
        <span className="text-muted">
          {target && target !== moved
            ? 'Enter shows what that does; Escape leaves it.'
            : 'Choose a row with the arrows, then Enter; Escape leaves it.'}
        </span>
      ) : null}
    </p>
  )
}

type TreeRowProps = {
  row: Row
  isOpen: boolean
  isFocusable: boolean
  isDense: boolean
  place: Place
  drag: DragProps | undefined
  onFocus: () => void
  onToggle: () => void
}

function TreeRow({ row, isOpen, isFocusable, isDense, place, drag, onFocus, onToggle }: TreeRowProps) {
  const { node } = row
  const hasChildren = node.children.length > 0
  return (
    <div
      role="treeitem"
      data-id={node.id}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={hasChildren ? isOpen : undefined}
      aria-selected={isFocusable}
      aria-label={node.text}
      tabIndex={isFocusable ? 0 : -1}
      onFocus={onFocus}
      {...drag}
      className={clsx(
        'flex items-stretch rounded-md pr-2 hover:bg-hover focus-visible:-outline-offset-2',
        isDense ? 'min-h-8' : 'min-h-10',
        place && looks[place],
      )}
    >
      {row.isLast.slice(1).map((isLast, index, all) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one rail a level, in a fixed order
        <Rail key={index} isLast={isLast} isOwn={index === all.length - 1} />
      ))}
      <span className="flex w-6 shrink-0 items-center justify-center">
        {hasChildren ? (
          <button
            type="button"
            tabIndex={-1}
            aria-hidden
            onClick={onToggle}
            className="flex size-6 items-center justify-center rounded text-faint hover:bg-hover hover:text-ink"
          >
            <ChevronRight className={clsx('size-3.5 transition-transform', isOpen && 'rotate-90')} />
          </button>
        ) : (
          <span className="size-1 rounded-full bg-line-strong" />
        )}
      </span>
      <div className="flex min-w-0 flex-1 items-center">{node.content}</div>
    </div>
  )
}

/** The line from a parent down to its children. */
function Rail({ isLast, isOwn }: { isLast: boolean; isOwn: boolean }) {
  return (
    <span aria-hidden className="relative w-6 shrink-0">
      {isOwn || !isLast ? (
        <span className={clsx('absolute top-0 left-1/2 w-px bg-line-strong', isOwn && isLast ? 'h-1/2' : 'h-full')} />
      ) : null}
      {isOwn ? <span className="absolute top-1/2 left-1/2 h-px w-1/2 bg-line-strong" /> : null}
    </span>
  )
}

function flatten(
  nodes: TreeNode[],
  closedIds: ReadonlySet<string>,
  level: number,
  parentId: string | null,
  above: boolean[],
): Row[] {
  return nodes.flatMap((node, index) => {
    const isLast = [...above, index === nodes.length - 1]
    const row: Row = { node, level, parentId, position: index + 1, siblings: nodes.length, isLast }
    return closedIds.has(node.id) ? [row] : [row, ...flatten(node.children, closedIds, level + 1, node.id, isLast)]
  })
}
