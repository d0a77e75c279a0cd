import type { Metadata } from 'next'
import { HomePage } from '@/features/reports/ui/home-page'

export const metadata: Metadata = { title: 'Home' }

export default function Page() {
  return <HomePage />
}
