'use client'

import { ErrorState } from '@/ui/error-state'

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <ErrorState isPage title="This page broke while it was drawn." requestId={error.digest} onRetry={reset}>
        Your data is safe: nothing was changed. Agents go on working.
      </ErrorState>
    </main>
  )
}
