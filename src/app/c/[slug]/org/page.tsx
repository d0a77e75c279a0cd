import type { Metadata } from 'next'
import { OrgPage } from '@/features/org/ui/org-page'

export const metadata: Metadata = { title: 'Org chart' }

export default function Page() {
  return <OrgPage />
}
