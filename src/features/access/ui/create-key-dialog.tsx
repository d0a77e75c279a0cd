'use client'

import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { CopyButton } from '@/ui/copy-button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'

type CreateKeyDialogProps = {
  /** Whom the key is proposed for; absent: the board. */
  agentId?: string
  onClose: () => void
}

/** Makes a key and shows its token, once. */
export function CreateKeyDialog({ agentId: proposedId, onClose }: CreateKeyDialogProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }))
  const create = useSave(trpc.access.createApiKey.mutationOptions())
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const agentId = form.get('agentId')?.toString() || null
    create.mutate({ companyId: slug, name: String(form.get('name')), kind: agentId ? 'agent' : 'board', agentId })
  }
  if (create.data) return <TokenDialog token={create.data.token} name={create.data.name} onClose={onClose} />
  return (
    <FormDialog
      onClose={onClose}
      title="Create an API key"
      size="sm"
      onSubmit={submit}
      submitLabel="Create key"
      isBusy={create.isPending}
      problem={create.formError}
    >
      <Field label="Name" hint="What it is used for, to recognise it by." error={create.fieldErrors.name}>
        {(control) => <Input {...control} name="name" placeholder="Nightly import" autoComplete="off" />}
      </Field>
      <Field label="Speaks for" error={create.fieldErrors.agentId}>
        {(control) => (
          <Select {...control} name="agentId" defaultValue={proposedId ?? ''} key={agents.dataUpdatedAt}>
            <option value="">The board: may do everything here</option>
            {(agents.data ?? []).map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name}: only its own work
              </option>
            ))}
          </Select>
        )}
      </Field>
    </FormDialog>
  )
}

function TokenDialog({ token, name, onClose }: { token: string; name: string; onClose: () => void }) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`The token of ${name}`}
      description="Copy it now. Only its hash is kept, so it cannot be shown again."
      footer={
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <div className="flex items-center gap-2 rounded-md border bg-sunken p-2.5">
        <code className="min-w-0 flex-1 break-all font-mono text-xs">{token}</code>
        <CopyButton text={token} label="Copy the token" />
      </div>
    </Dialog>
  )
}
