import type { Metadata } from 'next'
import { RoutinesPage } from '@/features/routines/ui/routines-page'

export const metadata: Metadata = { title: 'Routines' }

export default function Page() {
  return <RoutinesPage />
}
