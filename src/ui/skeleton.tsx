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
