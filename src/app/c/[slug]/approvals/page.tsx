import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ApprovalsPage } from '@/features/approvals/ui/approvals-page'
import { SkeletonRows } from '@/ui/skeleton'
import { WhenHydrated } from '@/ui/when-hydrated'

export const metadata: Metadata = { title: 'Approvals' }

// The filters are read from the address, which a page that is built ahead does not know.
export default function Page() {
  return (
    <Suspense>
      <WhenHydrated fallback={<SkeletonRows label="The approvals: loading" />}>
        <ApprovalsPage />
      </WhenHydrated>
    </Suspense>
  )
}
