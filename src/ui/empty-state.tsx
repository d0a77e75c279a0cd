import { clsx } from 'clsx'
import type { ReactNode } from 'react'

type EmptyStateProps = {
  icon?: ReactNode
  title: string
  /** What would be here, and what makes it come. */
  children?: ReactNode
  /** The one next deed. */
  action?: ReactNode
  isCompact?: boolean
  /** It stands for the whole page, and its title is the page's. */
  isPage?: boolean
}

/** Nothing is here yet: says what belongs here and offers the next deed. */
export function EmptyState({ icon, title, children, action, isCompact = false, isPage = false }: EmptyStateProps) {
  const Title = isPage ? 'h1' : 'p'
  return (
    <div
      className={clsx('flex flex-col items-center px-6 text-center', isCompact ? 'gap-2 py-6' : 'gap-3 py-12 sm:py-16')}
    >
      {icon ? (
        <span className="flex size-10 items-center justify-center rounded-lg border bg-canvas text-faint shadow-card [&>svg]:size-5">
          {icon}
        </span>
      ) : null}
      <div className="max-w-sm">
        <Title className="font-medium text-sm">{title}</Title>
        {children ? <div className="mt-1 text-balance text-muted text-sm">{children}</div> : null}
      </div>
      {action ? <div className="mt-1 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  )
}
