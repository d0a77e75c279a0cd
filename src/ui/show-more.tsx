'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from './button'

type Pages = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown }

type ShowMoreProps = {
  query: Pages
  children?: ReactNode
  /** The next page comes by itself when its place is about to be in sight. */
  isAhead?: boolean
}

/** At the foot of a list that comes in pages: asks for the next one, as long as there is one. */
export function ShowMore({ query, children = 'Show more', isAhead = false }: ShowMoreProps) {
  const box = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  useEffect(() => {
    if (!isAhead || !hasNextPage || !box.current || isFetchingNextPage) return
    const near = new IntersectionObserver(([entry]) => entry?.isIntersecting && fetchNextPage(), {
      rootMargin: '0px 0px 1200px',
    })
    near.observe(box.current)
    return () => near.disconnect()
  }, [isAhead, hasNextPage, isFetchingNextPage, fetchNextPage])
  if (!hasNextPage) return null
  return (
    <div ref={box} className="flex justify-center border-t p-2">
      <Button variant="ghost" isBusy={isFetchingNextPage} onClick={() => fetchNextPage()}>
        {children}
      </Button>
    </div>
  )
}
