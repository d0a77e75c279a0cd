import type { Metadata } from 'next'
import { AccountPage } from '@/features/access/ui/account-page'

export const metadata: Metadata = { title: 'You' }

export default function Page() {
  return <AccountPage />
}
