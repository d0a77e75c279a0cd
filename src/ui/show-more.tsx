'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from './button'

type Pages = {
  hasNextPage: boolean
  isFetching: boolean
  isFetchingNextPage: boolean
  isFetchNextPageError: boolean
  fetchNextPage(): unknown
}

type ShowMoreProps = {
  query: Pages
  children?: ReactNode
  /** The next page comes by itself when its place is about to be in sight. */
  isAhead?: boolean
}

/** At the foot of a list that comes in pages: asks for the next one, as long as there is one. */
export function ShowMore({ query, children = 'Show more', isAhead = false }: ShowMoreProps) {
  const box = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query
  useEffect(() => {
    // while all is read again it would end that; what failed is asked for by hand
    if (!isAhead || !hasNextPage || isFetching || isFetchNextPageError || !box.current) return
    const near = new IntersectionObserver(([entry]) => entry?.isIntersecting && fetchNextPage(), {
      rootMargin: '0px 0px 1200px',
    })
    near.observe(box.current)
    return () => near.disconnect()
  }, [isAhead, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage])
  if (!hasNextPage) return null
  return (
    <div ref={box} className="flex flex-wrap items-center justify-center gap-2 border-t p-2">
      {isFetchNextPageError ? (
        <p role="alert" className="text-bad text-sm">
          The next page could not be read.
        </p>
      ) : null}
      <Button variant="ghost" isBusy={isFetchingNextPage} onClick={() => fetchNextPage()}>
        {children}
      </Button>
    </div>
  )
}
