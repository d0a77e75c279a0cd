'use client'

import { useQuery } from '@tanstack/react-query'
import { useParams } from 'next/navigation'
import { useTRPC } from '@/entry/trpc/client'

/** The company of this page: its slug, which every call takes as `companyId`, and addresses inside it. */
export function useCompanySlug(): { slug: string; to: (path: string) => string } {
  const { slug } = useParams<{ slug: string }>()
  return { slug, to: (path) => `/c/${slug}${path}` }
}

/** The company of this page, as it is now. */
export function useCompany() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  return useQuery(trpc.companies.getCompany.queryOptions({ companyId: slug }))
}
