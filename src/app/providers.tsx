'use client'

import type { ReactNode } from 'react'
import { ApiProvider } from '@/entry/trpc/client'
import { ToastProvider } from '@/ui/toast'

/** What every page needs around it. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <ApiProvider>
      <ToastProvider>{children}</ToastProvider>
    </ApiProvider>
  )
}
