import type { ReactNode } from 'react'

type PageHeaderProps = {
  title: ReactNode
  /** A mark before the title: an avatar or a state. */
  mark?: ReactNode
  /** One line below the title. */
  subtitle?: ReactNode
  /** Buttons, the main one last. */
  actions?: ReactNode
}

/** The head of a page: what this is, and what can be done with it. */
export function PageHeader({ title, mark, subtitle, actions }: PageHeaderProps) {
  return (
    <header className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 sm:mb-5">
      {mark}
      <div className="min-w-[min(100%,14rem)] flex-1">
        <h1 className="text-balance font-semibold text-lg tracking-tight">{title}</h1>
        {subtitle ? <div className="mt-0.5 text-muted text-sm">{subtitle}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  )
}
