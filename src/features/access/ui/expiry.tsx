'use client'

import { RelativeTime, useNow } from '@/ui/relative-time'

/** When a key ceases to work, or that it has. At phone width, where no head of a column is seen, it says so in words. */
export function Expiry({ at }: { at: string | null }) {
  const now = useNow()
  if (!at) {
    return (
      <span className="text-faint">
        Never<span className="sm:hidden"> expires</span>
      </span>
    )
  }
  const isOver = Date.parse(at) <= now
  return (
    <span className={isOver ? 'text-bad' : 'text-muted'}>
      {isOver ? 'Expired ' : <span className="text-faint sm:hidden">expires </span>}
      <RelativeTime at={at} />
    </span>
  )
}
