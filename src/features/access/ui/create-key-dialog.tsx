'use client'

import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { inNameOrder } from '@/ui/in-name-order'
import { Input, Select } from '@/ui/input'
import { ROLES } from '../rules/grants'
import { RoleField } from './role-field'
import { ShownOnce } from './shown-once'

type CreateKeyDialogProps = {
  /** Whom the key is proposed for; absent: the board. */
  agentId?: string
  onClose: () => void
}

/** Makes a key and shows its token, once. */
export function CreateKeyDialog({ agentId: proposedId, onClose }: CreateKeyDialogProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [agentId, setAgentId] = useState(proposedId ?? '')
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder }))
  const create = useSave(trpc.access.createApiKey.mutationOptions())
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const role = ROLES.find((each) => each === form.get('role')) ?? null
    create.mutate({
      companyId: slug,
      name: String(form.get('name')),
      kind: agentId ? 'agent' : 'board',
      agentId: agentId || null,
      role: agentId ? null : role,
      expiresInDays: Number(form.get('days')) || null,
    })
  }
  if (create.data) {
    return (
      <ShownOnce
        title={`The token of ${create.data.name}`}
        description="Copy it now. Only its hash is kept, so it cannot be shown again."
        text={create.data.token}
        label="Copy the token"
        onClose={onClose}
      />
    )
  }
  return (
    <FormDialog
      needs="key:write"
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
          <Select {...control} name="agentId" value={agentId} onChange={(event) => setAgentId(event.target.value)}>
            <option value="">The board: acts as you</option>
            {(agents.data ?? []).map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name}: only its own work
              </option>
            ))}
          </Select>
        )}
      </Field>
      {agentId ? null : (
        <RoleField
          label="May do"
          roles={ROLES}
          none={{ name: 'What you may do', may: 'follows your own role' }}
          error={create.fieldErrors.role}
        />
      )}
      <Field label="Ends after" error={create.fieldErrors.expiresInDays}>
        {(control) => (
          <Select {...control} name="days" defaultValue="">
            <option value="">Never, until it is revoked</option>
            <option value="7">A week</option>
            <option value="30">30 days</option>
            <option value="90">90 days</option>
            <option value="365">A year</option>
          </Select>
        )}
      </Field>
    </FormDialog>
  )
}
