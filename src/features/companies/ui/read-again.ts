import type { Query, QueryClient } from '@tanstack/react-query'

/**
 * Reads again what changed, and resolves when it is there. A first read that is still under way may have been answered before the change:
 * the library would take its answer for fresh, so those are asked once more when they are through.
 */
export async function readAgain(client: QueryClient, isTouched: (query: Query) => boolean): Promise<void> {
  const first = new Set(
    client.getQueryCache().findAll({
      fetchStatus: 'fetching',
      predicate: (query) => query.state.data === undefined && isTouched(query),
    }),
  )
  await client.invalidateQueries({ predicate: isTouched })
  if (first.size > 0) await client.invalidateQueries({ predicate: (query) => first.has(query) })
}
