import type { ReactNode } from 'react'
import { Button } from './button'

type Pages = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown }

/** At the foot of a list that comes in pages: asks for the next one, as long as there is one. */
export function ShowMore({ query, children = 'Show more' }: { query: Pages; children?: ReactNode }) {
  if (!query.hasNextPage) return null
  return (
    <div className="flex justify-center border-t p-2">
      <Button variant="ghost" isBusy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
        {children}
      </Button>
    </div>
  )
}
