'use client'

import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { useSave } from '@/features/companies/ui/use-save'
import { Button, buttonClass } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Panel } from '@/ui/panel'

/** Taking along what the installation has of a person, and ending the account. */
export function YourData({ isDeletable }: { isDeletable: boolean }) {
  const trpc = useTRPC()
  const [isLeaving, setIsLeaving] = useState(false)
  const remove = useSave(
    trpc.access.deleteAccount.mutationOptions({ onSuccess: () => window.location.assign('/signin') }),
  )
  return (
    <Panel title="Your data" className="mt-4">
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-56 flex-1 text-muted text-sm">
          A zip of JSON: your profile, memberships, sessions and keys, and what you wrote, decided and did in each of
          your companies.
        </p>
        <a className={buttonClass()} href="/api/v1/me/export" download>
          Download
        </a>
      </div>
      {isDeletable ? (
        <div className="mt-4 flex flex-wrap items-center gap-3 border-t pt-4">
          <p className="min-w-56 flex-1 text-muted text-sm">
            Your memberships, sessions, name and address go. What you wrote stays, under “Former member”.
          </p>
          <Button variant="danger" onClick={() => setIsLeaving(true)}>
            Delete account
          </Button>
        </div>
      ) : null}
      <ConfirmDialog
        isOpen={isLeaving}
        onClose={() => setIsLeaving(false)}
        onConfirm={() => remove.mutate()}
        isBusy={remove.isPending}
        error={remove.problem?.message}
        isDanger
        title="Delete your account?"
        action="Delete account"
        effect="You leave every company, your keys stop working, and every browser is signed out. This cannot be undone. Messages, decisions and the audit log stay, without your name."
      />
    </Panel>
  )
}
