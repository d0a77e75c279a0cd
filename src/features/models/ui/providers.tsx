'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { Plus, Waypoints } from 'lucide-react'
import { useState } from 'react'
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
import { useToast } from '@/ui/toast'
import type { ProviderView } from '../schema'
import { ProviderDialog } from './provider-dialog'

type Open = { deed: 'add' } | { deed: 'change' | 'remove'; provider: ProviderView } | null

/** Where models are: providers that agents reach through the gateway, without their keys. */
export function Providers() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const query = useQuery(trpc.models.listProviders.queryOptions({ companyId: slug }))
  const changed = open?.deed === 'change' ? open.provider : undefined
  return (
    <Panel
      title="Model providers"
      isFlush
      actions={
        <Granted to="company:write">
          <Button size="sm" icon={<Plus aria-hidden className="size-3" />} onClick={() => setOpen({ deed: 'add' })}>
            Add provider
          </Button>
        </Granted>
      }
    >
      <Loaded query={query} what="The model providers">
        {(providers) =>
          providers.length > 0 ? (
            <ul>
              {providers.map((provider) => (
                <ProviderLine key={provider.id} provider={provider} onDeed={(deed) => setOpen({ deed, provider })} />
              ))}
            </ul>
          ) : (
            <EmptyState isCompact icon={<Waypoints />} title="Agents ask models with keys of their own">
              Add a provider, and its key stays here: agents reach the models through the gateway, which keeps every
              budget.
            </EmptyState>
          )
        }
      </Loaded>
      {open?.deed === 'add' || changed ? (
        <ProviderDialog key={changed?.id ?? 'new'} isOpen provider={changed} onClose={close} />
      ) : null}
      <RemoveProvider provider={open?.deed === 'remove' ? open.provider : undefined} onClose={close} />
    </Panel>
  )
}

type ProviderLineProps = { provider: ProviderView; onDeed: (deed: 'change' | 'remove') => void }

function ProviderLine({ provider, onDeed }: ProviderLineProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const test = useMutation(
    trpc.models.testProvider.mutationOptions({
      onSuccess: ({ isOk, message }) => toast({ text: `${provider.name}: ${message}`, tone: isOk ? 'good' : 'bad' }),
      onError: (error) => toast({ text: error.message, tone: 'bad' }),
    }),
  )
  const { name, dialect, baseUrl, secretName, requestsPerMinute, tokensPerMinute, callsAtOnce } = provider
  const limits = [
    requestsPerMinute && `${requestsPerMinute.toLocaleString('en')} requests/min`,
    tokensPerMinute && `${tokensPerMinute.toLocaleString('en')} tokens/min`,
    callsAtOnce && `${callsAtOnce.toLocaleString('en')} at once`,
  ].filter(Boolean)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-3 py-2 text-sm last:border-b-0 sm:px-4">
      <span className="min-w-0 flex-1 basis-48">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium font-mono text-xs">{name}</span>
          <Badge>{dialect}</Badge>
          {provider.isEnabled ? null : <Badge tone="warn">Disabled</Badge>}
        </span>
        <span className="block truncate text-muted text-xs">{baseUrl}</span>
        <span className="block truncate text-faint text-xs">
          {[secretName ? `key ${secretName}` : 'no key', ...limits].join(' · ')}
        </span>
      </span>
      <Granted to="company:write">
        <span className="flex gap-1">
          <Button
            size="sm"
            aria-label={`Test ${name}`}
            isBusy={test.isPending}
            onClick={() => test.mutate({ companyId: slug, providerId: provider.id })}
          >
            Test
          </Button>
          <Button size="sm" aria-label={`Change ${name}`} onClick={() => onDeed('change')}>
            Change
          </Button>
          <Button size="sm" variant="ghost" aria-label={`Remove ${name}`} onClick={() => onDeed('remove')}>
            Remove
          </Button>
        </span>
      </Granted>
    </li>
  )
}

function RemoveProvider({ provider, onClose }: { provider: ProviderView | undefined; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const remove = useSave(
    trpc.models.removeProvider.mutationOptions({
      onSuccess: () => {
        onClose()
        toast({ text: 'The provider is removed' })
      },
    }),
  )
  return (
    <ConfirmDialog
      isOpen={provider !== undefined}
      onClose={() => {
        remove.reset()
        onClose()
      }}
      onConfirm={() => provider && remove.mutate({ companyId: slug, providerId: provider.id })}
      isBusy={remove.isPending}
      error={remove.problem?.message}
      isDanger
      title={`Remove ${provider?.name ?? 'the provider'}?`}
      action="Remove"
      effect="Runs that call its models are answered by the rest of their chain, or refused. Its key stays in the vault."
    />
  )
}
