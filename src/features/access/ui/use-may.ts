'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import type { Grant } from '../rules/grants'

/** Tells whether the person may do something in the company of this page; nothing, as long as that is not known. */
export function useMay(): (grant: Grant) => boolean {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const grants = useQuery(trpc.access.myGrants.queryOptions({ companyId: slug })).data?.grants
  return (grant) => grants?.includes(grant) ?? false
}
