'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { problemOf } from '@/entry/trpc/client'
import { ErrorState } from '@/ui/error-state'
import { SkeletonRows } from '@/ui/skeleton'

type LoadedProps<Data> = {
  query: UseQueryResult<Data, unknown>
  /** What is being read, as in "The tasks". */
  what: string
  skeleton?: ReactNode
  /** It is the whole page: its failure is the page's title. */
  isPage?: boolean
  children: (data: Data) => ReactNode
}

/** The three faces of something that is read: on its way, failed, here. Data that is here stays while it is read again. */
export function Loaded<Data>({ query, what, skeleton, isPage, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError)
    return <ReadProblem error={query.error} what={what} isPage={isPage} onRetry={() => query.refetch()} />
  return skeleton ?? <SkeletonRows label={`${what}: loading`} />
}

type ReadProblemProps = { error: unknown; what: string; isPage?: boolean; onRetry: () => void }

function ReadProblem({ error, what, isPage, onRetry }: ReadProblemProps) {
  const problem = problemOf(error)
  if (problem.status === 404) {
    return (
      <ErrorState title={problem.message} isPage={isPage}>
        It may have been removed, or it belongs to another company.
      </ErrorState>
    )
  }
  return (
    <ErrorState title={`${what} could not be read.`} requestId={problem.requestId} isPage={isPage} onRetry={onRetry}>
      {problem.message} Nothing was changed.
    </ErrorState>
  )
}
