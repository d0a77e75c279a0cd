import type { Metadata } from 'next'
import { Suspense } from 'react'
import { TasksPage } from '@/features/tasks/ui/tasks-page'

export const metadata: Metadata = { title: 'Tasks' }

// The filters are read from the address, which a page that is built ahead does not know.
export default function Page() {
  return (
    <Suspense>
      <TasksPage />
    </Suspense>
  )
}
