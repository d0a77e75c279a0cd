import type { Metadata } from 'next'
import { Suspense } from 'react'
import { OrgPage } from '@/features/org/ui/org-page'
import { SkeletonRows } from '@/ui/skeleton'
import { WhenHydrated } from '@/ui/when-hydrated'

export const metadata: Metadata = { title: 'Org chart' }

// The view and the team are read from the address, which a page that is built ahead does not know.
export default function Page() {
  return (
    <Suspense>
      <WhenHydrated fallback={<SkeletonRows label="The org chart: loading" />}>
        <OrgPage />
      </WhenHydrated>
    </Suspense>
  )
}
