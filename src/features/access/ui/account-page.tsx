'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useSave } from '@/features/companies/ui/use-save'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { SkeletonRows } from '@/ui/skeleton'
import { TextLink } from '@/ui/text-link'
import { WhenHydrated } from '@/ui/when-hydrated'
import { clientName } from './client-name'
import { FrontPage } from './front-page'

const MailChoices = lazy(() => import('@/features/notifications/ui/mail-choices'))
const YourData = lazy(() => import('./your-data').then((part) => ({ default: part.YourData })))

type SessionView = Outputs['access']['listSessions']['sessions'][number]

/** Where one is signed in, and out of where. */
export function AccountPage() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const [isLeaving, setIsLeaving] = useState(false)
  const me = useQuery(trpc.access.whoAmI.queryOptions()).data
  const query = useQuery(trpc.access.listSessions.queryOptions())
  const end = useSave(
    trpc.access.endSessions.mutationOptions({
      onSuccess: (_answer, { sessionId }) => {
        if (sessionId === null) return window.location.assign('/signin')
        return client.invalidateQueries(trpc.access.listSessions.queryFilter())
      },
    }),
    { toastsProblem: true },
  )
  return (
    <FrontPage title={me?.name ?? 'You'} text="Where you are signed in, and what you are told.">
      <Panel title="Browsers" isFlush>
        <Loaded query={query} what="Your sessions" skeleton={<SkeletonRows rows={2} label="Your sessions: loading" />}>
          {({ sessions }) =>
            sessions.length === 0 ? (
              <p className="p-4 text-muted text-sm">
                Nobody signs in on this installation: it serves this machine only.
              </p>
            ) : (
              <ul>
                {sessions.map((session) => (
                  <SessionLine
                    key={session.id}
                    session={session}
                    isBusy={end.isPending && end.variables.sessionId === session.id}
                    onEnd={() => end.mutate({ sessionId: session.id })}
                  />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Panel>
      <div className="mt-4">
        <Suspense fallback={<SkeletonRows rows={2} label="What you are told by mail: loading" />}>
          <WhenHydrated fallback={<SkeletonRows rows={2} label="What you are told by mail: loading" />}>
            <MailChoices />
          </WhenHydrated>
        </Suspense>
      </div>
      <Suspense>
        <YourData isDeletable={(query.data?.sessions.length ?? 0) > 0} />
      </Suspense>
      <div className="mt-4 flex items-center justify-between gap-2">
        <TextLink href="/">Back to your company</TextLink>
        {query.data && query.data.sessions.length > 0 ? (
          <Button onClick={() => setIsLeaving(true)}>Sign out everywhere</Button>
        ) : null}
      </div>
      <ConfirmDialog
        isOpen={isLeaving}
        onClose={() => setIsLeaving(false)}
        onConfirm={() => end.mutate({ sessionId: null })}
        isBusy={end.isPending}
        title="Sign out everywhere?"
        action="Sign out everywhere"
        effect="Every browser, this one too, has to sign in again. Keys of scripts go on working."
      />
    </FrontPage>
  )
}

type SessionLineProps = { session: SessionView; isBusy: boolean; onEnd: () => void }

function SessionLine({ session, isBusy, onEnd }: SessionLineProps) {
  const name = clientName(session.client)
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b px-3 py-1.5 text-sm last:border-b-0 sm:px-4">
      <span className="min-w-0 flex-1 basis-40">
        <span className="block truncate font-medium">{name}</span>
        <span className="block text-muted text-xs">
          since <RelativeTime at={session.createdAt} />
        </span>
      </span>
      {session.isCurrent ? (
        <Badge tone="good">This one</Badge>
      ) : (
        <Button size="sm" variant="ghost" isBusy={isBusy} aria-label={`Sign out: ${name}`} onClick={onEnd}>
          Sign out
        </Button>
      )}
    </li>
  )
}
