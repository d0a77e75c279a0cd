'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { GRANTS_OF_ROLE, type Grant } from '@/features/access/rules/grants'
import { useCompanySlug } from './use-company'

const NONE: ReadonlySet<Grant> = new Set()

/** What the reader may do in the company of this page; nothing while that is not known. */
export function useGrants(): ReadonlySet<Grant> {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const companies = useQuery(trpc.companies.listCompanies.queryOptions({})).data?.companies
  const role = companies?.find((company) => company.slug === slug)?.role
  return role === undefined || role === 'agent' ? NONE : GRANTS_OF_ROLE[role]
}
