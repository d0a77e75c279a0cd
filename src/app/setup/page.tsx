import type { Metadata } from 'next'
import { Suspense } from 'react'
import { SetupPage } from '@/features/access/ui/setup-page'

export const metadata: Metadata = { title: 'Set up' }

// The address holds what this page needs, and a page that is built ahead does not know it.
export default function Page() {
  return (
    <Suspense>
      <SetupPage />
    </Suspense>
  )
}
