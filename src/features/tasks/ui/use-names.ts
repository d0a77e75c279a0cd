'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'

/** Names of the company's agents, also of those that were let go, and of its people, by their ids. */
export function useNames(): (id: string) => string {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const page = { companyId: slug, limit: 500, includeTerminated: true }
  const agents = useQuery(trpc.org.listAgents.queryOptions(page)).data ?? []
  const members = useQuery(trpc.org.listMembers.queryOptions({ companyId: slug })).data ?? []
  return (id) => [...agents, ...members].find((each) => each.id === id)?.name ?? 'somebody who left'
}
