'use client'

import { type Outputs, useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { usePages } from '@/features/companies/ui/use-pages'
import { useSave } from '@/features/companies/ui/use-save'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { RelativeTime } from '@/ui/relative-time'
import { ShowMore } from '@/ui/show-more'
import { ROLE_TEXT } from './role-text'

type Invitation = Outputs['access']['listInvitations']['invitations'][number]

/** Who was invited, newest first; nothing where nobody ever was. */
export function Invitations() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const client = useTRPCClient()
  const { query, rows: invitations } = usePages({
    queryKey: [...trpc.access.listInvitations.pathKey(), { slug }],
    size: 20,
    read: (before: string | undefined, limit, signal) =>
      client.access.listInvitations.query({ companyId: slug, before, limit }, { signal }),
    rowsOf: (page) => page.invitations,
    nextOf: (page) => page.nextBefore,
  })
  if (invitations.length === 0) return null
  return (
    <section aria-label="Invitations" className="border-t">
      <h3 className="px-3 pt-3 pb-1 font-medium text-muted text-xs sm:px-4">Invitations</h3>
      <ul>
        {invitations.map((invitation) => (
          <InvitationLine key={invitation.id} invitation={invitation} />
        ))}
      </ul>
      <ShowMore query={query} />
    </section>
  )
}

function InvitationLine({ invitation }: { invitation: Invitation }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const revoke = useSave(trpc.access.revokeInvitation.mutationOptions(), { toastsProblem: true })
  const whose = invitation.email ?? 'whoever has the link'
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 text-sm sm:px-4">
      <span className="min-w-0 flex-1 basis-40 truncate">
        {ROLE_TEXT[invitation.role].name} <span className="text-muted">for {whose}</span>
      </span>
      <span className="text-faint text-xs">
        by {invitation.invitedBy ?? 'somebody'} <RelativeTime at={invitation.createdAt} />
      </span>
      {invitation.status === 'open' ? (
        <>
          <span className="text-faint text-xs">
            ends <RelativeTime at={invitation.expiresAt} />
          </span>
          <Button
            size="sm"
            variant="ghost"
            isBusy={revoke.isPending}
            aria-label={`Take back the invitation for ${whose}`}
            onClick={() => revoke.mutate({ companyId: slug, invitationId: invitation.id })}
          >
            Take back
          </Button>
        </>
      ) : (
        <Badge>{ended(invitation)}</Badge>
      )}
    </li>
  )
}

function ended({ status, acceptedBy }: Invitation): string {
  if (status === 'accepted') return acceptedBy ? `${acceptedBy} came` : 'Accepted'
  return status === 'revoked' ? 'Taken back' : 'Too old'
}
