'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from './use-company'

const NONE: readonly string[] = []

/** What the reader may do in the company of this page, as `<room>:<verb>`; nothing while that is not known. */
export function useGrants(): ReadonlySet<string> {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  return new Set(useQuery(trpc.access.myGrants.queryOptions({ companyId: slug })).data?.grants ?? NONE)
}
