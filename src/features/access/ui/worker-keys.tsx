'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { Loaded } from '@/features/companies/ui/loaded'
import { useSave } from '@/features/companies/ui/use-save'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { EmptyState } from '@/ui/empty-state'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { type Column, Table } from '@/ui/table'
import type { WorkerKeyView } from '../schema'
import { Expiry } from './expiry'
import { ShownOnce } from './shown-once'

/** Of no company, so that no event tells of a change. */
function useReread() {
  const client = useQueryClient()
  const trpc = useTRPC()
  return () => client.invalidateQueries(trpc.access.listWorkerKeys.queryFilter())
}

/** What workers of the installation prove themselves with; a token is only shown when it is made. */
export function WorkerKeys() {
  const trpc = useTRPC()
  const [isCreating, setIsCreating] = useState(false)
  const [revoking, setRevoking] = useState<WorkerKeyView | null>(null)
  const query = useQuery(trpc.access.listWorkerKeys.queryOptions())
  const reread = useReread()
  const revoke = useSave(
    trpc.access.revokeWorkerKey.mutationOptions({
      onSuccess: () => {
        setRevoking(null)
        return reread()
      },
    }),
  )
  return (
    <Panel
      title="Worker keys"
      isFlush
      actions={
        <Button size="sm" icon={<Plus aria-hidden className="size-3.5" />} onClick={() => setIsCreating(true)}>
          Create key
        </Button>
      }
    >
      <Loaded query={query} what="The keys of workers">
        {({ keys }) =>
          keys.length > 0 ? (
            <Table caption="Worker keys" columns={columnsWith(setRevoking)} rows={keys} rowKey={(key) => key.id} />
          ) : (
            <EmptyState isCompact icon={<KeyRound />} title="No key yet">
              The worker of this machine has one by itself. Make one for each further machine, to take it back alone.
            </EmptyState>
          )
        }
      </Loaded>
      {isCreating ? <CreateWorkerKeyDialog onClose={() => setIsCreating(false)} /> : null}
      <ConfirmDialog
        isOpen={revoking !== null}
        onClose={() => setRevoking(null)}
        onConfirm={() => revoking && revoke.mutate({ keyId: revoking.id })}
        isBusy={revoke.isPending}
        error={revoke.problem?.message}
        isDanger
        title={`Revoke ${revoking?.name ?? 'the key'}?`}
        action="Revoke key"
        effect="Workers with this key are refused from their next call on. What they run is lost and is tried again elsewhere."
      />
    </Panel>
  )
}

function columnsWith(onRevoke: (key: WorkerKeyView) => void): Column<WorkerKeyView>[] {
  return [
    { key: 'name', header: 'Name', cell: (key) => <span className="font-medium">{key.name}</span> },
    { key: 'maker', header: 'Made by', width: '10rem', cell: (key) => key.createdBy ?? 'Somebody who left' },
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
      phoneLabel: 'used',
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
          <Button size="sm" variant="ghost" onClick={() => onRevoke(key)} aria-label={`Revoke ${key.name}`}>
            Revoke
          </Button>
        ),
    },
  ]
}

function TimeOrNever({ at }: { at: string | null }) {
  return at ? <RelativeTime at={at} className="text-muted" /> : <span className="text-faint">Never</span>
}

function CreateWorkerKeyDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const create = useSave(trpc.access.createWorkerKey.mutationOptions({ onSuccess: useReread() }))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    create.mutate({ name: String(form.get('name')), expiresInDays: Number(form.get('days')) || null })
  }
  if (create.data) {
    return (
      <ShownOnce
        title={`The key for ${create.data.name}`}
        description="Copy it now. Only its hash is kept, so it cannot be shown again. Set it as PAPERCLIP_WORKER_KEY where the worker runs."
        text={create.data.token}
        label="Copy the key"
        onClose={onClose}
      />
    )
  }
  return (
    <FormDialog
      onClose={onClose}
      needs={null}
      title="Create a worker key"
      size="sm"
      onSubmit={submit}
      submitLabel="Create key"
      isBusy={create.isPending}
      problem={create.formError}
    >
      <Field label="Name" hint="The machine that gets it." error={create.fieldErrors.name}>
        {(control) => <Input {...control} name="name" placeholder="build-1" autoComplete="off" />}
      </Field>
      <Field label="Ends after" error={create.fieldErrors.expiresInDays}>
        {(control) => (
          <Select {...control} name="days" defaultValue="">
            <option value="">Never, until it is revoked</option>
            <option value="30">30 days</option>
            <option value="90">90 days</option>
            <option value="365">A year</option>
          </Select>
        )}
      </Field>
    </FormDialog>
  )
}
