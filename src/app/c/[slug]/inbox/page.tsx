import type { Metadata } from 'next'
import { Suspense } from 'react'
import { InboxPage } from '@/features/reports/ui/inbox-page'
import { SkeletonRows } from '@/ui/skeleton'
import { WhenHydrated } from '@/ui/when-hydrated'

export const metadata: Metadata = { title: 'Inbox' }

// What is open is read from the address, which a page that is built ahead does not know.
export default function Page() {
  return (
    <Suspense>
      <WhenHydrated fallback={<SkeletonRows label="The inbox: loading" />}>
        <InboxPage />
      </WhenHydrated>
    </Suspense>
  )
}
