'use client'

import { useQuery } from '@tanstack/react-query'
import { Link2, ShieldAlert, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Button } from '@/ui/button'
import { CopyButton } from '@/ui/copy-button'
import { Dialog } from '@/ui/dialog'
import { Facts } from '@/ui/panel'
import { exactTime } from '@/ui/time-text'

/** Whether the hash chain of the log is whole, and up to when; opens what was checked. */
export function ChainBadge() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [isOpen, setIsOpen] = useState(false)
  const query = useQuery(trpc.audit.verifyAudit.queryOptions({ companyId: slug }))
  const verdict = query.data
  if (!verdict)
    return <Button isBusy={query.isPending}>{query.isPending ? 'Checking the chain' : 'Chain not checked'}</Button>
  const until = verdict.sealedUntil
    ? new Date(verdict.sealedUntil).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
    : null
  return (
    <>
      <Button
        onClick={() => setIsOpen(true)}
        icon={
          verdict.isIntact ? (
            <ShieldCheck aria-hidden className="size-4 text-good" />
          ) : (
            <ShieldAlert aria-hidden className="size-4 text-bad" />
          )
        }
      >
        {verdict.isIntact ? (until ? `Verified to ${until}` : 'Nothing to verify yet') : 'The log was changed'}
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={verdict.isIntact ? 'The log is whole' : 'The log was changed'}
        description={
          verdict.problem ??
          'Every sealed entry was hashed again just now, and each one fits the one before it. An edited, removed or cut-off entry would show here.'
        }
        footer={
          <Button
            isBusy={query.isFetching}
            icon={<Link2 aria-hidden className="size-3.5" />}
            onClick={() => query.refetch()}
          >
            Check again
          </Button>
        }
      >
        <Facts
          facts={[
            { name: 'Entries checked', value: verdict.checked.toLocaleString('en') },
            { name: 'Sealed until', value: verdict.sealedUntil ? exactTime(verdict.sealedUntil) : 'nothing yet' },
            { name: 'Not sealed yet', value: `${verdict.unsealed}, sealed within moments` },
            {
              name: 'Head of the chain',
              value: (
                <span className="flex items-center gap-1">
                  <code className="min-w-0 break-all font-mono text-xs">{verdict.headHash}</code>
                  <CopyButton text={verdict.headHash} label="Copy the hash" />
                </span>
              ),
            },
          ]}
        />
        <p className="mt-3 text-muted text-xs">
          Keep the head outside, and nobody can cut the chain unseen, not even with the database in hand.
        </p>
      </Dialog>
    </>
  )
}
