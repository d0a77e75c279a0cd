'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import type { RunEventView } from '../schema'

const pageSize = 1000

/** A run's log so far. When it is read again only the lines behind the last one are fetched. */
export function useRunLog(runId: string) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const queryKey = [...trpc.runs.listRunEvents.pathKey(), { runId, slug, type: 'whole' }]
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const lines = [...(queryClient.getQueryData<RunEventView[]>(queryKey) ?? [])]
      for (;;) {
        const input = { companyId: slug, runId, afterSeq: lines.at(-1)?.seq ?? 0, limit: pageSize }
        const page = await client.runs.listRunEvents.query(input, { signal })
        lines.push(...page)
        if (page.length < pageSize) return lines
      }
    },
  })
}
