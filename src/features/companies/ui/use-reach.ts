'use client'

import { useQueries, useQuery } from '@tanstack/react-query'
import { useParams } from 'next/navigation'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import type { Grant } from '@/features/access/rules/grants'

/** So many ids fit into the address of one request. */
const ASKED_AT_ONCE = 60

type Held = { id: string; assigneeId: string | null; assigneePersonId: string | null }

/** About which tasks of a list the reader has a grant. */
export type Reach<To extends Grant> = {
  grant: To
  has: (taskId: string) => boolean
  /** About any of them. */
  isSome: boolean
}

/**
 * About which of these tasks the reader has a grant: all where they have it in the company, else those of the teams in which they have
 * a role that gives it. None while that is not known.
 */
export function useReach<To extends Grant>(grant: To, tasks: readonly Held[]): Reach<To> {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug = '' } = useParams<{ slug?: string }>()
  const all = useQuery(trpc.access.myGrants.queryOptions({ companyId: slug }, { enabled: slug !== '' })).data
  const isAll = all?.grants.includes(grant) ?? false
  const asked = isAll || !all?.teamIds.length ? [] : inParts(tasks)
  const found = useQueries({
    queries: asked.map((part) => ({
      // who has a task may change
      queryKey: [...trpc.access.listGranted.pathKey(), slug, grant, part.map(holding)],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        client.access.listGranted.query(
          { companyId: slug, grant, kind: 'task', ids: part.map(({ id }) => id) },
          { signal },
        ),
    })),
  })
  if (isAll) return { grant, has: () => true, isSome: tasks.length > 0 }
  const ids = new Set(found.flatMap(({ data }) => data ?? []))
  return { grant, has: (taskId) => ids.has(taskId), isSome: ids.size > 0 }
}

const holding = ({ id, assigneeId, assigneePersonId }: Held) => `${id} ${assigneeId ?? assigneePersonId}`

function inParts(tasks: readonly Held[]): Held[][] {
  const parts = Math.ceil(tasks.length / ASKED_AT_ONCE)
  return Array.from({ length: parts }, (_, at) => tasks.slice(at * ASKED_AT_ONCE, (at + 1) * ASKED_AT_ONCE))
}
