'use client'

import { clsx } from 'clsx'
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Kbd } from './kbd'
import { Link } from './link'

export type MenuItem = {
  id: string
  label: string
  icon?: ReactNode
  /** A second, quieter line. */
  hint?: string
  shortcut?: string
  isDanger?: boolean
  isDisabled?: boolean
  isChecked?: boolean
  /** Draws a hairline above this item. */
  startsGroup?: boolean
} & ({ onSelect: () => void; href?: never } | { href: string; onSelect?: never })

type MenuProps = {
  items: MenuItem[]
  /** Names the list for screen readers. */
  label: string
  /** Content of the button that opens the menu. */
  trigger: ReactNode
  triggerClassName?: string
  /** Needed when the trigger shows only a picture. */
  triggerLabel?: string
}

/**
 * A menu on the platform's popover: closes by itself on Escape and outside clicks, walks with arrows and letters. Its rows are there
 * only while it is open, so that a page may have hundreds of menus.
 */
export function Menu({ items, label, trigger, triggerClassName, triggerLabel }: MenuProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [isOpen, setIsOpen] = useState(false)
  const onToggle = (opens: boolean) => {
    button.current?.setAttribute('aria-expanded', String(opens))
    if (!opens) setIsOpen(false)
    if (!opens || !button.current || !list.current) return
    place(list.current, button.current.getBoundingClientRect())
    menuItems(list.current)[0]?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        aria-expanded={false}
        aria-label={triggerLabel}
        title={triggerLabel}
        className={triggerClassName}
        suppressHydrationWarning
      >
        {trigger}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={0}
        aria-label={label}
        onBeforeToggle={(event) => event.newState === 'open' && flushSync(() => setIsOpen(true))}
        onToggle={(event) => onToggle(event.newState === 'open')}
        onKeyDown={(event) => walk(event, button.current)}
        className="fixed m-0 max-h-[70dvh] min-w-44 max-w-72 overflow-y-auto rounded-lg bg-surface p-1 text-ink shadow-pop"
      >
        {isOpen
          ? items.map((item) => <MenuRow key={item.id} item={item} close={() => list.current?.hidePopover()} />)
          : null}
      </div>
    </>
  )
}

function MenuRow({ item, close }: { item: MenuItem; close: () => void }) {
  const className = clsx(
    'flex min-h-8 w-full items-center gap-2 rounded-[5px] px-2 py-1 text-left text-sm outline-none sm:min-h-7 pointer-coarse:min-h-11',
    'hover:bg-hover focus-visible:bg-hover focus-visible:outline-none aria-disabled:pointer-events-none aria-disabled:opacity-50',
    item.isDanger && 'text-bad',
  )
  const content = (
    <>
      {item.icon ? <span className="text-faint [&>svg]:size-4">{item.icon}</span> : null}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{item.label}</span>
        {item.hint ? <span className="block truncate text-faint text-xs">{item.hint}</span> : null}
      </span>
      {item.isChecked ? <span className="text-accent text-xs">✓</span> : null}
      {item.shortcut ? <Kbd keys={item.shortcut} /> : null}
    </>
  )
  const role = item.isChecked === undefined ? 'menuitem' : 'menuitemradio'
  const shared = { role, tabIndex: -1, 'aria-disabled': item.isDisabled || undefined, 'aria-checked': item.isChecked }
  return (
    <>
      {item.startsGroup ? <hr className="-mx-1 my-1 border-line border-t" /> : null}
      {item.href === undefined ? (
        <button
          type="button"
          {...shared}
          className={className}
          onClick={() => {
            close()
            item.onSelect()
          }}
        >
          {content}
        </button>
      ) : (
        <Link {...shared} href={item.href} className={className} onClick={close}>
          {content}
        </Link>
      )}
    </>
  )
}

function menuItems(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled="true"])')]
}

function walk(event: KeyboardEvent<HTMLDivElement>, button: HTMLButtonElement | null): void {
  const rows = menuItems(event.currentTarget)
  const at = rows.findIndex((row) => row.matches(':focus'))
  const to = target(event.key, at, rows)
  if (event.key === 'Tab') {
    event.currentTarget.hidePopover()
    button?.focus()
  }
  if (!to) return
  event.preventDefault()
  to.focus()
}

function target(key: string, at: number, rows: HTMLElement[]): HTMLElement | undefined {
  if (key === 'ArrowDown') return rows[(at + 1) % rows.length]
  if (key === 'ArrowUp') return rows[(at - 1 + rows.length) % rows.length]
  if (key === 'Home') return rows[0]
  if (key === 'End') return rows.at(-1)
  if (!/^\p{L}$/u.test(key)) return undefined
  const turned = [...rows.slice(at + 1), ...rows.slice(0, at + 1)]
  return turned.find((row) => row.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()))
}

function place(list: HTMLElement, anchor: DOMRect): void {
  const gap = 4
  const { width, height } = list.getBoundingClientRect()
  const alignsRight = anchor.left + width > window.innerWidth - gap
  const isAbove = anchor.bottom + gap + height > window.innerHeight && anchor.top - gap - height > 0
  list.style.left = `${Math.max(gap, alignsRight ? anchor.right - width : anchor.left)}px`
  list.style.top = `${isAbove ? anchor.top - gap - height : anchor.bottom + gap}px`
}
