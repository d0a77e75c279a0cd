'use client'

import { type InfiniteData, keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

/** How many rows a page has: the first is there at once, and whoever goes on may get more with each. */
type Size = number | { first: number; next: number }

type RowPages<Page, From> = {
  /** The procedure's path and what else makes it another list. */
  queryKey: QueryKey
  size: Size
  /** Reads a page. @param from where it starts; undefined for the first */
  read: (from: From | undefined, limit: number, signal: AbortSignal) => Promise<Page>
  /** Rows stay until those of another list are here. */
  keepsRows?: boolean
  refetchInterval?: number
}

type Pages<Page, Row, From> = RowPages<Page, From> & {
  /** The rows of a page. The same function each time, where their order in memory matters. */
  rowsOf: (page: Page) => readonly Row[]
  /** Where the next page starts; nothing after the last. */
  nextOf: (page: Page, limit: number) => From | null | undefined
}

type Start<From> = { from?: From }

/** A list that comes in pages, as `ShowMore` and `Loaded` want it, and all of its rows that are here. */
export function usePages<Page, Row, From>(pages: Pages<Page, Row, From>) {
  const { queryKey, size, read, rowsOf, nextOf, keepsRows = false, refetchInterval } = pages
  const sizeOf = (from: From | undefined) =>
    typeof size === 'number' ? size : from === undefined ? size.first : size.next
  const query = useInfiniteQuery<Page, Error, InfiniteData<Page>, QueryKey, Start<From>>({
    queryKey: [...queryKey, { type: 'pages' }],
    queryFn: ({ pageParam: { from }, signal }) => read(from, sizeOf(from), signal),
    initialPageParam: {},
    getNextPageParam: (page, _, { from }) => {
      const next = nextOf(page, sizeOf(from))
      return next == null ? undefined : { from: next }
    },
    ...(keepsRows && { placeholderData: keepPreviousData }),
    refetchInterval,
  })
  const rows = useMemo(() => query.data?.pages.flatMap(rowsOf) ?? [], [query.data, rowsOf])
  return { query, rows }
}

type WithId = { id: string }

/** `usePages` where a page is its rows, and the id of the last one is where the next page starts. */
export function useRowPages<Row extends WithId>(pages: RowPages<Row[], string>) {
  return usePages({ ...pages, rowsOf: allOf<Row>, nextOf: lastId })
}

const allOf = <Row>(page: Row[]) => page

/** The id of the last row, unless no more can follow. */
export function lastId(rows: readonly WithId[], limit: number): string | undefined {
  return rows.length === limit ? rows.at(-1)?.id : undefined
}
