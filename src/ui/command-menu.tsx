'use client'

import { clsx } from 'clsx'
import { Search } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { fuzzyScore } from './fuzzy'
import { Kbd } from './kbd'

export type CommandItem = {
  id: string
  label: string
  group: string
  icon?: ReactNode
  /** Further words it can be found by. */
  keywords?: string
  /** Quiet words at the right. */
  hint?: string
  /** A second, quieter line. */
  detail?: ReactNode
  shortcut?: string
  onSelect: () => void
}

type CommandMenuProps = {
  isOpen: boolean
  onClose: () => void
  items: CommandItem[]
  /** Hears what is typed, for items that a server must find. */
  onQuery: (query: string) => void
  /** What a server found for what is typed, best first; shown below the items that fit. */
  found: CommandItem[]
  /** Whether more of it may come. */
  isSearching: boolean
}

const shownPerGroup = 12
/** What has the words scores more than this; what only has their letters in order scores less. */
const hasWordsScore = 500

/** One box to go anywhere and do anything; the items are what the reader may do here. */
export function CommandMenu({ isOpen, onClose, ...rest }: CommandMenuProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (isOpen && !dialog.current?.open) dialog.current?.showModal()
    if (!isOpen && dialog.current?.open) dialog.current.close()
  }, [isOpen])
  return (
    <dialog
      ref={dialog}
      aria-label="Search and commands"
      onClose={onClose}
      onMouseDown={(event) => event.target === event.currentTarget && onClose()}
      className="modal m-0 mx-auto mt-[10vh] max-h-[70dvh] w-[calc(100%-1.5rem)] max-w-xl flex-col overflow-hidden rounded-xl bg-surface text-ink shadow-pop open:flex"
    >
      {isOpen ? <Box {...rest} onClose={onClose} /> : null}
    </dialog>
  )
}

function Box({ items, found: hits, isSearching, onClose, onQuery }: Omit<CommandMenuProps, 'isOpen'>) {
  const id = useId()
  const [query, setQuery] = useState('')
  const [index, setIndex] = useState(0)
  const fitting = search(items, query)
  const found = [...fitting, ...hits.filter((hit) => !fitting.some((item) => item.id === hit.id))]
  const active = found[Math.min(index, found.length - 1)]
  const choose = (item: CommandItem | undefined) => {
    if (!item) return
    onClose()
    item.onSelect()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setIndex((Math.min(index, found.length - 1) + step + found.length) % Math.max(1, found.length))
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      // else the same key presses the first button of a dialog that the item opens
      event.preventDefault()
      choose(active)
    }
  }
  useEffect(() => {
    if (active) document.getElementById(`${id}-${active.id}`)?.scrollIntoView({ block: 'nearest' })
  }, [active, id])
  return (
    <>
      <label className="flex h-12 shrink-0 items-center gap-2.5 border-b px-4 text-faint">
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="sr-only">Search or type a command</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: the reader opened the box in order to type
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={active ? `${id}-${active.id}` : undefined}
          value={query}
          placeholder="Search or type a command"
          onChange={(event) => {
            setQuery(event.target.value)
            setIndex(0)
            onQuery(event.target.value)
          }}
          onKeyDown={onKeyDown}
          className="min-w-0 flex-1 bg-transparent text-base text-ink focus-visible:outline-none"
        />
        <Kbd keys="Escape" />
      </label>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label="Results"
        className={clsx('min-h-0 overflow-y-auto p-1.5', found.length === 0 && 'hidden')}
      >
        {grouped(found).map(([group, rows]) => (
          // biome-ignore lint/a11y/useSemanticElements: a group inside a listbox
          <div key={group} role="group" aria-label={group}>
            <p aria-hidden className="px-2.5 pt-2 pb-1 font-medium text-faint text-xs">
              {group}
            </p>
            {rows.map((item) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the input holds the focus and the keys
              <div
                key={item.id}
                id={`${id}-${item.id}`}
                role="option"
                tabIndex={-1}
                aria-selected={item === active}
                onClick={() => choose(item)}
                onPointerMove={() => item !== active && setIndex(found.indexOf(item))}
                className={clsx(
                  'flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1',
                  item === active && 'bg-hover',
                )}
              >
                <span className="text-faint [&>svg]:size-4">{item.icon}</span>
                <span className="min-w-0 flex-1">
                  <span className="block truncate">{item.label}</span>
                  {item.detail ? (
                    <span className="line-clamp-2 break-words text-muted text-xs sm:line-clamp-1">{item.detail}</span>
                  ) : null}
                </span>
                {item.hint ? (
                  <span className="max-w-16 text-right text-faint text-xs sm:max-w-48 sm:truncate">{item.hint}</span>
                ) : null}
                {item.shortcut ? <Kbd keys={item.shortcut} /> : null}
              </div>
            ))}
          </div>
        ))}
      </div>
      <Outcome query={query} count={found.length} isSearching={isSearching} />
    </>
  )
}

/** What is read aloud about the list, and shown where there is none. */
function Outcome({ query, count, isSearching }: { query: string; count: number; isSearching: boolean }) {
  const text = isSearching ? 'Searching…' : count === 0 ? `Nothing matches “${query}”.` : `${count} results`
  return (
    <p role="status" className={count > 0 ? 'sr-only' : 'break-words px-6 py-8 text-center text-muted'}>
      {text}
    </p>
  )
}

/** The items that fit, best group first, and best first inside a group. */
function search(items: CommandItem[], query: string): CommandItem[] {
  const scored = items
    .map((item) => ({ item, score: fuzzyScore(query, `${item.label} ${item.keywords ?? ''}`) }))
    .filter((entry) => entry.score > 0)
  if (query) scored.sort((a, b) => b.score - a.score)
  // letters in order fit many a text: they count where nothing has the words
  const least = scored[0] && scored[0].score >= hasWordsScore ? hasWordsScore : 0
  const fitting = scored.filter((entry) => !query || entry.score >= least)
  return grouped(fitting.map((entry) => entry.item)).flatMap(([, rows]) => rows)
}

function grouped(items: CommandItem[]): [string, CommandItem[]][] {
  const groups = new Map<string, CommandItem[]>()
  for (const item of items) {
    const rows = groups.get(item.group) ?? []
    if (rows.length < shownPerGroup) rows.push(item)
    groups.set(item.group, rows)
  }
  return [...groups]
}
