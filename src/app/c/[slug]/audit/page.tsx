import type { Metadata } from 'next'
import { Suspense } from 'react'
import { AuditPage } from '@/features/audit/ui/audit-page'

export const metadata: Metadata = { title: 'Audit' }

// The filters are read from the address, which a page that is built ahead does not know.
export default function Page() {
  return (
    <Suspense>
      <AuditPage />
    </Suspense>
  )
}
