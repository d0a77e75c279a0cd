'use client'

import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { type Column, Table } from '@/ui/table'
import type { ApiKeyView } from '../schema'
import { CreateKeyDialog } from './create-key-dialog'
import { Expiry } from './expiry'
import { ROLE_TEXT } from './role-text'

/** Keys that scripts and agents of this company call with, or those of one agent; a token is only shown when it is made. */
export function ApiKeys({ agent }: { agent?: { id: string; name: string } }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [isCreating, setIsCreating] = useState(false)
  const [revoking, setRevoking] = useState<ApiKeyView | null>(null)
  const query = useQuery(trpc.access.listApiKeys.queryOptions({ companyId: slug, agentId: agent?.id }))
  const revoke = useSave(trpc.access.revokeApiKey.mutationOptions({ onSuccess: () => setRevoking(null) }))
  const columns: Column<ApiKeyView>[] = [
    { key: 'name', header: 'Name', cell: (key) => <span className="font-medium">{key.name}</span> },
    { key: 'kind', header: 'For', width: '8rem', cell: forWhom },
    {
      key: 'end',
      header: 'Last four',
      phoneLabel: 'last four',
      width: '6rem',
      cell: (key) => <code className="font-mono text-xs">…{key.lastFour}</code>,
    },
    {
      key: 'used',
      header: 'Last used',
      width: '8rem',
      cell: (key) => <TimeOrNever at={key.lastUsedAt} />,
    },
    {
      key: 'expires',
      header: 'Expires',
      width: '8rem',
      cell: (key) => <Expiry at={key.expiresAt} />,
    },
    {
      key: 'deed',
      header: '',
      width: '6rem',
      align: 'right',
      cell: (key) =>
        key.revokedAt ? (
          <Badge>Revoked</Badge>
        ) : (
          <Button size="sm" variant="ghost" onClick={() => setRevoking(key)} aria-label={`Revoke ${key.name}`}>
            Revoke
          </Button>
        ),
    },
  ]
  return (
    <Panel
      title="API keys"
      isFlush
      actions={
        <Button size="sm" icon={<Plus aria-hidden className="size-3.5" />} onClick={() => setIsCreating(true)}>
          Create key
        </Button>
      }
    >
      <Loaded query={query} what="The keys">
        {({ keys }) =>
          keys.length > 0 ? (
            <Table caption="API keys" columns={columns} rows={keys} rowKey={(key) => key.id} />
          ) : (
            <EmptyState isCompact icon={<KeyRound />} title="No key yet">
              {agent
                ? `${agent.name} needs one only where it runs elsewhere: a run here gets its own, which ends with it.`
                : 'A script needs a key of the board; an agent that runs elsewhere needs one of its own.'}
            </EmptyState>
          )
        }
      </Loaded>
      {isCreating ? <CreateKeyDialog agentId={agent?.id} onClose={() => setIsCreating(false)} /> : null}
      <ConfirmDialog
        isOpen={revoking !== null}
        onClose={() => setRevoking(null)}
        onConfirm={() => revoking && revoke.mutate({ companyId: slug, keyId: revoking.id })}
        isBusy={revoke.isPending}
        error={revoke.problem?.message}
        isDanger
        title={`Revoke ${revoking?.name ?? 'the key'}?`}
        action="Revoke key"
        effect="The next call with this key is refused. This cannot be undone; a new key can be made at any time."
      />
    </Panel>
  )
}

function forWhom(key: ApiKeyView): string {
  if (key.kind === 'agent') return 'An agent'
  return key.role ? `The board, as ${ROLE_TEXT[key.role].name.toLowerCase()}` : 'The board'
}

function TimeOrNever({ at }: { at: string | null }) {
  return at ? <RelativeTime at={at} className="text-muted" /> : <span className="text-faint">Never</span>
}
