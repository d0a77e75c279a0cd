import { clsx } from 'clsx'

/** A place that is being filled; sized like what comes, so that nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return <span className={clsx('block animate-pulse rounded bg-hover', className)} />
}

/** Rows of a table or list that is being read. */
export function SkeletonRows({ rows = 6, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: equal placeholders in a fixed order
        <div key={index} className="flex h-9 items-center gap-3 border-b px-3 last:border-b-0 sm:h-8 sm:px-4">
          <Skeleton className="size-3.5 rounded-full" />
          <Skeleton className={['h-2.5 w-2/5', 'h-2.5 w-1/3', 'h-2.5 w-1/2'][index % 3]} />
          <Skeleton className="ml-auto h-2.5 w-14" />
        </div>
      ))}
    </div>
  )
}

type PageSkeletonProps = {
  /** Names what is being read, as the page's title. */
  label: string
  hasMark?: boolean
  /** The grid of the page's two columns, as the page itself has it. */
  columns: string
}

/** A page of one thing that is being read: its head, and the panels of its two columns where they will stand. */
export function PageSkeleton({ label, hasMark = false, columns }: PageSkeletonProps) {
  return (
    <div role="status" aria-label={label}>
      <h1 className="sr-only">{label}</h1>
      <div className="mb-4 flex items-center gap-3 sm:mb-5">
        {hasMark ? <Skeleton className="size-10 rounded-lg" /> : null}
        <div className="flex h-12 flex-1 flex-col justify-center gap-2.5">
          <Skeleton className="h-4 w-64 max-w-full" />
          <Skeleton className="h-2.5 w-40" />
        </div>
      </div>
      <div className={clsx('grid items-start gap-4', columns)}>
        <div className="flex min-w-0 flex-col gap-4">
          <Skeleton className="h-28 rounded-lg" />
          <Skeleton className="h-96 rounded-lg" />
        </div>
        <Skeleton className="h-96 rounded-lg" />
      </div>
    </div>
  )
}
