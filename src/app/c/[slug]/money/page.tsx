import type { Metadata } from 'next'
import { MoneyPage } from '@/features/budgets/ui/money-page'

export const metadata: Metadata = { title: 'Money' }

export default function Page() {
  return <MoneyPage />
}
