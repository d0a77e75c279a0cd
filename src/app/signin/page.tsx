import type { Metadata } from 'next'
import { Suspense } from 'react'
import { SignInPage } from '@/features/access/ui/sign-in-page'

export const metadata: Metadata = { title: 'Sign in' }

// The address holds what this page needs, and a page that is built ahead does not know it.
export default function Page() {
  return (
    <Suspense>
      <SignInPage />
    </Suspense>
  )
}
