'use client'

import type { FormEvent } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { ROLES } from '../rules/grants'
import { RoleField } from './role-field'
import { ShownOnce } from './shown-once'

type InviteDialogProps = {
  /** Whether the person may make owners and administrators. */
  mayAppoint: boolean
  onClose: () => void
}

/** Makes an invitation and shows its link, once. */
export function InviteDialog({ mayAppoint, onClose }: InviteDialogProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const invite = useSave(trpc.access.inviteMember.mutationOptions())
  const roles = ROLES.filter((role) => mayAppoint || role === 'operator' || role === 'viewer')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const role = roles.find((each) => each === form.get('role')) ?? 'viewer'
    invite.mutate({
      companyId: slug,
      role,
      email: String(form.get('email')).trim() || null,
      expiresInDays: Number(form.get('days')),
    })
  }
  if (invite.data) {
    return (
      <ShownOnce
        title="The invitation"
        description={`${invite.data.isMailed ? `It is mailed to ${invite.data.email}, too.` : 'Send this link to the person.'} It works once, and cannot be shown again.`}
        text={`${window.location.origin}/join#${invite.data.token}`}
        label="Copy the link"
        onClose={onClose}
      />
    )
  }
  return (
    <FormDialog
      needs="member:write"
      onClose={onClose}
      title="Invite somebody"
      size="sm"
      onSubmit={submit}
      submitLabel="Make the link"
      isBusy={invite.isPending}
      problem={invite.formError}
    >
      <RoleField roles={roles} proposed="operator" error={invite.fieldErrors.role} />
      <Field
        label="E-mail address"
        isOptional
        hint="Then only who signs in with this address can use the link."
        error={invite.fieldErrors.email}
      >
        {(control) => <Input {...control} name="email" type="email" autoComplete="off" />}
      </Field>
      <Field label="Ends after" error={invite.fieldErrors.expiresInDays}>
        {(control) => (
          <Select {...control} name="days" defaultValue="7">
            <option value="1">A day</option>
            <option value="7">A week</option>
            <option value="30">30 days</option>
          </Select>
        )}
      </Field>
    </FormDialog>
  )
}
