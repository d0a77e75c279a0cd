'use client'

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { Link } from './link'

export type Crumb = { label: string; href?: string }

const CrumbContext = createContext<{ label: string | null; setLabel: (label: string | null) => void }>({
  label: null,
  setLabel: () => {},
})

/** Lets a page tell the frame around it what it is called. */
export function CrumbProvider({ children }: { children: ReactNode }) {
  const [label, setLabel] = useState<string | null>(null)
  const value = useMemo(() => ({ label, setLabel }), [label])
  return <CrumbContext value={value}>{children}</CrumbContext>
}

/** Names the page in the bar at the top and in the window's title, once the name is known. */
export function usePageName(name: string | undefined): void {
  const { setLabel } = useContext(CrumbContext)
  useEffect(() => {
    if (!name) return
    setLabel(name)
    document.title = `${name} · Paperclip`
    return () => setLabel(null)
  }, [name, setLabel])
}

/** The way to this page; a page that named itself is the last step. */
export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  const { label } = useContext(CrumbContext)
  const last = crumbs.at(-1)
  const steps = label && label !== last?.label ? [...crumbs, { label }] : crumbs
  return (
    <nav aria-label="Breadcrumbs">
      <ol className="flex min-w-0 items-center gap-1.5 text-sm">
        {steps.map((crumb, index) => {
          const isLast = index === steps.length - 1
          return (
            <li
              key={`${crumb.label}${crumb.href ?? ''}`}
              className={isLast ? 'min-w-0 truncate' : 'flex shrink-0 items-center gap-1.5 max-sm:first:hidden'}
            >
              {crumb.href && !isLast ? (
                <Link href={crumb.href} className="rounded-sm text-muted hover:text-ink">
                  {crumb.label}
                </Link>
              ) : (
                <span aria-current={isLast ? 'page' : undefined} className={isLast ? 'font-medium' : 'text-muted'}>
                  {crumb.label}
                </span>
              )}
              {isLast ? null : (
                <span aria-hidden className="text-faint">
                  /
                </span>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
