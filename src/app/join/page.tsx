import type { Metadata } from 'next'
import { JoinPage } from '@/features/access/ui/join-page'

export const metadata: Metadata = { title: 'Join a company' }

export default function Page() {
  return <JoinPage />
}
