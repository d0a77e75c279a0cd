'use client'

import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button'
import { CopyButton } from './copy-button'

type ErrorStateProps = {
  /** What happened, in one sentence. */
  title: string
  /** What is safe, and what to do. */
  children?: ReactNode
  requestId?: string
  onRetry?: () => void
  /** It stands for the whole page, and its title is the page's. */
  isPage?: boolean
}

/** Something failed: what happened, what is safe, what to do, and the id to ask about. */
export function ErrorState({ title, children, requestId, onRetry, isPage = false }: ErrorStateProps) {
  const Title = isPage ? 'h1' : 'p'
  return (
    <div role="alert" className="flex flex-col items-center gap-3 px-6 py-10 text-center">
      <span className="flex size-10 items-center justify-center rounded-lg bg-bad-soft text-bad">
        <TriangleAlert aria-hidden className="size-5" />
      </span>
      <div className="max-w-md">
        <Title className="font-medium text-sm">{title}</Title>
        {children ? <div className="mt-1 text-muted text-sm">{children}</div> : null}
      </div>
      {onRetry ? <Button onClick={onRetry}>Try again</Button> : null}
      {requestId ? (
        <p className="flex items-center gap-1 text-faint text-xs">
          Request <code className="font-mono">{requestId}</code>
          <CopyButton text={requestId} label="Copy request id" />
        </p>
      ) : null}
    </div>
  )
}
