import type { Metadata } from 'next'
import { InstancePage } from '@/features/reports/ui/instance-page'

export const metadata: Metadata = { title: 'Instance' }

export default function Page() {
  return <InstancePage />
}
