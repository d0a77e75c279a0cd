import type { Metadata } from 'next'
import { Suspense } from 'react'
import { RoutinesPage } from '@/features/routines/ui/routines-page'
import { SkeletonRows } from '@/ui/skeleton'
import { WhenHydrated } from '@/ui/when-hydrated'

export const metadata: Metadata = { title: 'Routines' }

// The view is read from the address, which a page that is built ahead does not know.
export default function Page() {
  return (
    <Suspense>
      <WhenHydrated fallback={<SkeletonRows label="The routines: loading" />}>
        <RoutinesPage />
      </WhenHydrated>
    </Suspense>
  )
}
