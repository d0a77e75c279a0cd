'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Outputs, problemOf, useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { Button } from '@/ui/button'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { Skeleton } from '@/ui/skeleton'
import { FrontPage } from './front-page'
import { ROLE_TEXT } from './role-text'

type Offer = Outputs['access']['findInvitation']

const KEPT = 'paperclip.invitation'

/** The token stands behind the `#`, which no server sees; it is kept for this tab while the person signs in. */
function takeToken(): string {
  const token = window.location.hash.slice(1)
  if (token) {
    sessionStorage.setItem(KEPT, token)
    window.history.replaceState(null, '', window.location.pathname)
  }
  return sessionStorage.getItem(KEPT) ?? ''
}

const ENDED: Record<Exclude<Offer['status'], 'open'>, string> = {
  accepted: 'This invitation was used already. If it was not by you, ask for another one.',
  revoked: 'This invitation was taken back. Ask for another one.',
  expired: 'This invitation is too old. Ask for another one.',
}

/** Where a person who was invited becomes a member. */
export function JoinPage() {
  const client = useTRPCClient()
  const [token, setToken] = useState<string | null>(null)
  useEffect(() => setToken(takeToken()), [])
  const offer = useQuery({
    queryKey: [['invitation'], token],
    queryFn: () => client.access.findInvitation.mutate({ token: token ?? '' }),
    enabled: Boolean(token),
    retry: false,
  })
  const isGone = token === '' || (offer.isError && problemOf(offer.error).code === 'not_found')
  return (
    <FrontPage
      title={offer.data ? `Join ${offer.data.companyName}` : 'Join a company'}
      text="A company of AI agents, which people steer."
    >
      {isGone ? <Sentence>This is no invitation. Open the link that you were given, whole.</Sentence> : null}
      {!isGone && offer.isError ? <FormProblem text={problemOf(offer.error).message} /> : null}
      {!isGone && !offer.data && !offer.isError ? <Skeleton className="h-32" /> : null}
      {offer.data && offer.data.status !== 'open' ? <Sentence>{ENDED[offer.data.status]}</Sentence> : null}
      {offer.data?.status === 'open' && token ? <Acceptance offer={offer.data} token={token} /> : null}
    </FrontPage>
  )
}

function Sentence({ children }: { children: string }) {
  return (
    <Panel>
      <p className="text-muted text-sm">{children}</p>
    </Panel>
  )
}

function Acceptance({ offer, token }: { offer: Offer; token: string }) {
  const trpc = useTRPC()
  const me = useQuery(trpc.access.whoAmI.queryOptions()).data
  const accept = useMutation(
    trpc.access.acceptInvitation.mutationOptions({
      onSuccess: ({ companySlug }) => {
        sessionStorage.removeItem(KEPT)
        window.location.assign(`/c/${companySlug}`)
      },
    }),
  )
  const { name, may } = ROLE_TEXT[offer.role]
  return (
    <Panel>
      <p className="text-sm">
        {offer.invitedBy ?? 'Somebody'} invites you as <strong>{name}</strong>: somebody who {may}.
      </p>
      <p className="mt-1 mb-4 text-muted text-sm">
        {offer.email ? `It is for ${offer.email}. ` : null}It ends <RelativeTime at={offer.expiresAt} />.
      </p>
      <FormProblem text={accept.error ? problemOf(accept.error).message : undefined} />
      <Button
        variant="primary"
        size="lg"
        className="w-full"
        isBusy={accept.isPending || accept.isSuccess}
        onClick={() => accept.mutate({ token })}
      >
        {me?.name ? `Join as ${me.name}` : 'Join'}
      </Button>
    </Panel>
  )
}
