import { ButtonLink } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'

export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        isPage
        title="There is no page at this address"
        action={<ButtonLink href="/">Go to your company</ButtonLink>}
      >
        It may have been moved, or the address has a typing error.
      </EmptyState>
    </main>
  )
}
