import { clsx } from 'clsx'
import type { ReactNode } from 'react'

type PanelProps = {
  title?: ReactNode
  /** Small and quiet, beside the title. */
  hint?: ReactNode
  /** Links or buttons at the right of the head. */
  actions?: ReactNode
  children: ReactNode
  /** Tables and lists bring their own padding. */
  isFlush?: boolean
  className?: string
}

/** A titled section with a hairline around it. */
export function Panel({ title, hint, actions, children, isFlush = false, className }: PanelProps) {
  return (
    <section className={clsx('overflow-hidden rounded-lg border bg-surface shadow-card', className)}>
      {title ? (
        <header className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 border-b px-3 py-1.5 sm:px-4">
          <h2 className="font-semibold text-sm">{title}</h2>
          {hint ? <span className="min-w-0 truncate text-faint text-xs">{hint}</span> : null}
          {actions ? <div className="ml-auto flex flex-wrap items-center gap-1.5">{actions}</div> : null}
        </header>
      ) : null}
      <div className={isFlush ? undefined : 'p-3 sm:p-4'}>{children}</div>
    </section>
  )
}

type PanelPartProps = { title: string; actions?: ReactNode; children: ReactNode }

/** One of several parts of a flush panel, each with a quiet head of its own. */
export function PanelPart({ title, actions, children }: PanelPartProps) {
  return (
    <section className="border-t p-3 first:border-t-0 sm:px-4">
      <header className="mb-1.5 flex min-h-7 items-center gap-2">
        <h3 className="font-medium text-faint text-xs">{title}</h3>
        {actions ? <div className="-mr-2 ml-auto flex items-center gap-1">{actions}</div> : null}
      </header>
      {children}
    </section>
  )
}

/** Facts as pairs of a name and a value. */
export function Facts({ facts }: { facts: { name: string; value: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-[minmax(5.5rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
      {facts.map((fact) => (
        <div key={fact.name} className="contents">
          <dt className="py-px text-faint">{fact.name}</dt>
          <dd className="tnum min-w-0 break-words py-px text-ink">{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
