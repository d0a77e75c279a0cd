'use client'

import { useQuery } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { Button } from '@/ui/button'
import { ErrorState } from '@/ui/error-state'
import { Panel } from '@/ui/panel'
import { Skeleton } from '@/ui/skeleton'
import { FrontPage } from './front-page'
import { readJson, textIn } from './read-json'

type Door = { csrfToken: string; providers: { id: string; name: string }[] }

async function readDoor(): Promise<Door> {
  const [csrf, providers] = await Promise.all(['/api/auth/csrf', '/api/auth/providers'].map(readJson))
  const entries = typeof providers === 'object' && providers !== null ? Object.values(providers) : []
  return {
    csrfToken: textIn(csrf, 'csrfToken'),
    providers: entries.map((entry) => ({ id: textIn(entry, 'id'), name: textIn(entry, 'name') })),
  }
}

/** Signs in at the identity provider of this installation. */
export function SignInPage() {
  const params = useSearchParams()
  const query = useQuery({ queryKey: [['signIn']], queryFn: readDoor })
  return (
    <FrontPage title="Sign in" text="This installation asks who you are before it shows a company.">
      {params.get('error') ? (
        <p role="alert" className="mb-4 rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
          Signing in did not work ({params.get('error')}). Try again; if it stays so, ask whoever runs this
          installation.
        </p>
      ) : null}
      {query.isPending ? <Skeleton className="h-10" /> : null}
      {query.isError ? (
        <ErrorState title="The sign-in could not be prepared." onRetry={() => query.refetch()}>
          Nothing was changed.
        </ErrorState>
      ) : null}
      {query.data ? <Providers door={query.data} next={params.get('next') ?? '/'} /> : null}
    </FrontPage>
  )
}

function Providers({ door, next }: { door: Door; next: string }) {
  if (door.providers.length === 0) {
    return (
      <Panel>
        <p className="text-muted text-sm">
          No identity provider is set up. The first person comes in by the one-time link that the server prints when it
          starts. To let others in, set <code className="font-mono text-xs">OIDC_ISSUER</code>,{' '}
          <code className="font-mono text-xs">OIDC_CLIENT_ID</code> and{' '}
          <code className="font-mono text-xs">OIDC_CLIENT_SECRET</code>, and start it again.
        </p>
      </Panel>
    )
  }
  return (
    <div className="flex flex-col gap-2">
      {door.providers.map((provider) => (
        <form key={provider.id} method="post" action={`/api/auth/signin/${encodeURIComponent(provider.id)}`}>
          <input type="hidden" name="csrfToken" value={door.csrfToken} />
          <input type="hidden" name="callbackUrl" value={isLocal(next) ? next : '/'} />
          <Button
            type="submit"
            variant="primary"
            size="lg"
            className="w-full"
            icon={<LogIn aria-hidden className="size-4" />}
          >
            Continue with {provider.name}
          </Button>
        </form>
      ))}
    </div>
  )
}

/** Only a path of ours may follow signing in. */
function isLocal(path: string): boolean {
  return /^\/(?![/\\])/.test(path)
}
