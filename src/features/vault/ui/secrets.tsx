'use client'

import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { useToast } from '@/ui/toast'
import type { SecretView } from '../schema'
import { SecretDialog } from './secret-dialog'

const SecretUses = lazy(() => import('./secret-uses').then((part) => ({ default: part.SecretUses })))

type Open = { deed: 'create' } | { deed: 'rotate' | 'delete' | 'uses'; secret: SecretView } | null

/** Secrets by name: made, given a new value, destroyed. Nobody reads a value back. */
export function Secrets() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const query = useQuery(trpc.vault.listSecrets.queryOptions({ companyId: slug, limit: 500 }))
  return (
    <Panel
      title="Secrets"
      isFlush
      actions={
        <Granted to="secret:write">
          <Button size="sm" icon={<Plus aria-hidden className="size-3" />} onClick={() => setOpen({ deed: 'create' })}>
            Add secret
          </Button>
        </Granted>
      }
    >
      <Loaded query={query} what="The secrets">
        {(secrets) =>
          secrets.length > 0 ? (
            <ul>
              {secrets.map((secret) => (
                <SecretLine key={secret.id} secret={secret} onDeed={(deed) => setOpen({ deed, secret })} />
              ))}
            </ul>
          ) : (
            <EmptyState isCompact icon={<KeyRound />} title="No secret is kept">
              Keep a key of a service here; agents' settings name it, and only their runs get the value.
            </EmptyState>
          )
        }
      </Loaded>
      <SecretDialog
        isOpen={open?.deed === 'create' || open?.deed === 'rotate'}
        secret={open?.deed === 'rotate' ? open.secret : undefined}
        onClose={close}
      />
      <Suspense>{open?.deed === 'uses' ? <SecretUses secret={open.secret} onClose={close} /> : null}</Suspense>
      <DeleteSecret secret={open?.deed === 'delete' ? open.secret : undefined} onClose={close} />
    </Panel>
  )
}

type SecretLineProps = { secret: SecretView; onDeed: (deed: 'rotate' | 'delete' | 'uses') => void }

function SecretLine({ secret, onDeed }: SecretLineProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-3 py-2 text-sm last:border-b-0 sm:px-4">
      <span className="min-w-0 flex-1 basis-48">
        <span className="block truncate font-medium font-mono text-xs">{secret.name}</span>
        {secret.description ? <span className="block truncate text-muted text-xs">{secret.description}</span> : null}
      </span>
      {secret.status === 'disabled' ? <Badge tone="warn">Disabled</Badge> : null}
      <span className="tnum text-faint text-xs">
        version {secret.latestVersion}, <RelativeTime at={secret.updatedAt} />
        {', '}
        {secret.lastUsedAt ? (
          <>
            used <RelativeTime at={secret.lastUsedAt} />
          </>
        ) : (
          'never used'
        )}
      </span>
      <span className="flex gap-1">
        <Button size="sm" variant="ghost" aria-label={`Uses of ${secret.name}`} onClick={() => onDeed('uses')}>
          Uses
        </Button>
        <Granted to="secret:write">
          <Button size="sm" aria-label={`Rotate ${secret.name}`} onClick={() => onDeed('rotate')}>
            Rotate
          </Button>
          <Button size="sm" variant="ghost" aria-label={`Delete ${secret.name}`} onClick={() => onDeed('delete')}>
            Delete
          </Button>
        </Granted>
      </span>
    </li>
  )
}

function DeleteSecret({ secret, onClose }: { secret: SecretView | undefined; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const remove = useSave(
    trpc.vault.deleteSecret.mutationOptions({
      onSuccess: () => {
        onClose()
        toast({ text: 'The secret is deleted' })
      },
    }),
  )
  return (
    <ConfirmDialog
      isOpen={secret !== undefined}
      onClose={() => {
        remove.reset()
        onClose()
      }}
      onConfirm={() => secret && remove.mutate({ companyId: slug, secretId: secret.id })}
      isBusy={remove.isPending}
      error={remove.problem?.message}
      isDanger
      title={`Delete ${secret?.name ?? 'the secret'}?`}
      action="Delete for good"
      effect="All its versions are destroyed. This cannot be undone. It is refused while an agent's settings name the secret."
    />
  )
}
