'use client'

import { type QueryKey, useQueries, useQuery } from '@tanstack/react-query'
import { useParams } from 'next/navigation'
import { useState } from 'react'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import type { Grant } from '@/features/access/rules/grants'
import { grantedOf, type Held, type Part, partsToAsk } from './reach-parts'

/** About which tasks of a list the reader has a grant. */
export type Reach<To extends Grant> = {
  grant: To
  has: (taskId: string) => boolean
  /** About any of them. */
  isSome: boolean
}

/**
 * About which of these tasks the reader has a grant: all where they have it in the company, else those of the teams in which they have
 * a role that gives it. Of a task that was not shown before, not while that is not known.
 */
export function useReach<To extends Grant>(grant: To, tasks: readonly Held[]): Reach<To> {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug = '' } = useParams<{ slug?: string }>()
  const all = useQuery(trpc.access.myGrants.queryOptions({ companyId: slug }, { enabled: slug !== '' })).data
  const isAll = all?.grants.includes(grant) ?? false
  const [parts, setParts] = useState<readonly Part[]>([])
  const isAsked = !isAll && (all?.teamIds.length ?? 0) > 0
  const asked = isAsked ? partsToAsk(parts, tasks) : parts
  if (asked !== parts) setParts(asked)
  const path = trpc.access.listGranted.pathKey()[0]
  const found = useQueries({
    queries: (isAsked ? asked : []).map((part) => ({
      // what is of the task above is asked again when any task is given to somebody else
      queryKey: [part.isOfAbove ? [...path, 'ofAbove'] : path, slug, grant, part.tasks.map(({ holding }) => holding)],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        client.access.listGranted.query(
          { companyId: slug, grant, kind: 'task', ids: part.tasks.map(({ id }) => id) },
          { signal },
        ),
    })),
  })
  if (isAll) return { grant, has: () => true, isSome: tasks.length > 0 }
  const granted = isAsked
    ? grantedOf(
        asked,
        found.map(({ data }) => data),
        tasks,
      )
    : new Set<string>()
  return { grant, has: (taskId) => granted.has(taskId), isSome: granted.size > 0 }
}

/** Whether a cached answer is one of `useReach` about any of these tasks: who has just given them away asked while they did. */
export function isReachOf([path, , , holdings]: QueryKey, taskIds: ReadonlySet<string>): boolean {
  if (!Array.isArray(path) || path[1] !== 'listGranted' || !Array.isArray(holdings)) return false
  return holdings.some((each) => taskIds.has(String(each).split(' ')[0] ?? ''))
}
