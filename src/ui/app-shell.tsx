'use client'

import { clsx } from 'clsx'
import { Ellipsis, Search } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { Dialog } from './dialog'
import { Kbd } from './kbd'
import { Link } from './link'

export type NavItem = {
  id: string
  label: string
  href: string
  icon: ReactNode
  /** Only this exact address counts as being there. */
  isExact?: boolean
  /** How many things wait there. */
  count?: number
  /** Shown in the bottom bar at phone width; the rest is behind "More". */
  isOnPhone?: boolean
}

type AppShellProps = {
  nav: NavItem[]
  /** Above the navigation: what all of this belongs to, and how to switch. */
  switcher: ReactNode
  /** Below the navigation. */
  footer?: ReactNode
  /** In the bar at the top: where we are. */
  breadcrumbs: ReactNode
  /** At the right of the bar. */
  tools?: ReactNode
  onSearch: () => void
  children: ReactNode
}

/** The frame of every page: a side bar, or at phone width a bar at the bottom, and a bar at the top. */
export function AppShell({ nav, switcher, footer, breadcrumbs, tools, onSearch, children }: AppShellProps) {
  return (
    <div className="flex min-h-dvh sm:pl-56">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-surface px-3 py-2 shadow-pop focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <aside className="fixed inset-y-0 left-0 z-30 hidden w-56 flex-col border-r bg-canvas sm:flex">
        <div className="flex h-12 items-center px-2">{switcher}</div>
        <div className="px-2 pb-2">
          <button
            type="button"
            onClick={onSearch}
            className="flex h-8 w-full items-center gap-2 rounded-md border bg-surface px-2 text-faint text-sm shadow-card hover:border-line-strong"
          >
            <Search aria-hidden className="size-3.5" />
            Search
            <Kbd keys="mod+k" className="ml-auto" />
          </button>
        </div>
        <nav aria-label="Main" className="min-h-0 flex-1 overflow-y-auto px-2">
          <ul className="flex flex-col gap-px">
            {nav.map((item) => (
              <li key={item.id}>
                <SideLink item={item} />
              </li>
            ))}
          </ul>
        </nav>
        {footer ? <div className="border-t p-2">{footer}</div> : null}
      </aside>
      <div className="flex min-w-0 flex-1 flex-col pb-16 sm:pb-0">
        <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b bg-canvas/90 px-3 backdrop-blur-sm sm:px-6">
          <div className="min-w-0 flex-1">{breadcrumbs}</div>
          {tools}
        </header>
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-6xl flex-1 px-3 py-4 outline-none sm:px-6 sm:py-6"
        >
          {children}
        </main>
      </div>
      <BottomBar nav={nav} switcher={switcher} footer={footer} onSearch={onSearch} />
    </div>
  )
}

function useIsHere(item: NavItem): boolean {
  const path = usePathname()
  return path === item.href || (!item.isExact && path.startsWith(`${item.href}/`))
}

function SideLink({ item, onClick }: { item: NavItem; onClick?: () => void }) {
  const isHere = useIsHere(item)
  return (
    <Link
      href={item.href}
      onClick={onClick}
      aria-current={isHere ? 'page' : undefined}
      className={clsx(
        'flex h-10 items-center gap-2.5 rounded-md px-2 font-medium text-sm sm:h-8 [&>svg]:size-4',
        isHere
          ? 'bg-hover text-ink [&>svg]:text-accent'
          : 'text-muted hover:bg-hover hover:text-ink [&>svg]:text-faint',
      )}
    >
      {item.icon}
      <span className="min-w-0 flex-1 truncate">{item.label}</span>
      {item.count ? (
        <span className="tnum rounded-full bg-accent-soft px-1.5 text-2xs text-accent">
          {item.count}
          <span className="sr-only"> waiting</span>
        </span>
      ) : null}
    </Link>
  )
}

type BottomBarProps = Pick<AppShellProps, 'nav' | 'switcher' | 'footer' | 'onSearch'>

function BottomBar({ nav, switcher, footer, onSearch }: BottomBarProps) {
  const [isOpen, setIsOpen] = useState(false)
  const close = () => setIsOpen(false)
  return (
    <>
      <nav
        aria-label="Main, short"
        className="fixed inset-x-0 bottom-0 z-30 grid h-14 auto-cols-fr grid-flow-col border-t bg-surface pb-[env(safe-area-inset-bottom)] sm:hidden"
      >
        {nav
          .filter((item) => item.isOnPhone)
          .map((item) => (
            <BarLink key={item.id} item={item} />
          ))}
        <button
          type="button"
          onClick={() => setIsOpen(true)}
          className="flex flex-col items-center justify-center gap-0.5 text-2xs text-muted"
        >
          <Ellipsis aria-hidden className="size-5" />
          More
        </button>
      </nav>
      <Dialog isOpen={isOpen} onClose={close} title="Menu">
        <div className="flex flex-col gap-3">
          <div className="rounded-lg border p-1">{switcher}</div>
          <button
            type="button"
            onClick={() => {
              close()
              onSearch()
            }}
            className="flex h-10 items-center gap-2.5 rounded-lg border px-3 text-muted"
          >
            <Search aria-hidden className="size-4" />
            Search and commands
          </button>
          <ul className="flex flex-col">
            {nav.map((item) => (
              <li key={item.id}>
                <SideLink item={item} onClick={close} />
              </li>
            ))}
          </ul>
          {footer}
        </div>
      </Dialog>
    </>
  )
}

function BarLink({ item }: { item: NavItem }) {
  const isHere = useIsHere(item)
  return (
    <Link
      href={item.href}
      aria-current={isHere ? 'page' : undefined}
      className={clsx(
        'relative flex flex-col items-center justify-center gap-0.5 text-2xs [&>svg]:size-5',
        isHere ? 'font-medium text-accent' : 'text-muted',
      )}
    >
      {item.icon}
      {item.label}
      {item.count ? (
        <span className="tnum absolute top-1 left-1/2 ml-1.5 rounded-full bg-accent-fill px-1 text-2xs text-white leading-4">
          {item.count}
          <span className="sr-only"> waiting</span>
        </span>
      ) : null}
    </Link>
  )
}
