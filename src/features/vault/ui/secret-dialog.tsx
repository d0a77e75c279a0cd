'use client'

import type { FormEvent } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { useToast } from '@/ui/toast'
import type { SecretView } from '../schema'

type SecretDialogProps = {
  isOpen: boolean
  onClose: () => void
  /** The one that gets a new value; absent: a new secret. */
  secret: SecretView | undefined
}

/** Takes a value once, for a new secret or as the new version of one. */
export function SecretDialog({ isOpen, onClose, secret }: SecretDialogProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const done = (text: string) => ({
    onSuccess: () => {
      onClose()
      toast({ text })
    },
  })
  const create = useSave(trpc.vault.createSecret.mutationOptions(done('The secret is kept')))
  const rotate = useSave(trpc.vault.rotateSecret.mutationOptions(done('The next runs get the new value')))
  const save = secret ? rotate : create
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const value = String(form.get('value'))
    if (secret) rotate.mutate({ companyId: slug, secretId: secret.id, value })
    else {
      const description = String(form.get('description'))
      create.mutate({ companyId: slug, name: String(form.get('name')), description, value })
    }
  }
  const errors = save.fieldErrors
  return (
    <FormDialog
      needs="secret:write"
      isOpen={isOpen}
      onClose={onClose}
      title={secret ? `Rotate ${secret.name}` : 'Add a secret'}
      description={
        secret
          ? 'Settings that name its latest version get the new value from the next run on.'
          : 'The value is encrypted and never shown again.'
      }
      onSubmit={submit}
      submitLabel={secret ? 'Rotate secret' : 'Add secret'}
      isBusy={save.isPending}
      problem={save.formError}
      autoComplete="off"
    >
      {secret ? null : (
        <>
          <Field label="Name" error={errors.name}>
            {(control) => <Input {...control} name="name" placeholder="GITHUB_TOKEN" className="font-mono" />}
          </Field>
          <Field label="Description" isOptional error={errors.description}>
            {(control) => <Input {...control} name="description" placeholder="What it opens, and who made it" />}
          </Field>
        </>
      )}
      <Field label={secret ? 'New value' : 'Value'} error={errors.value}>
        {(control) => <Input {...control} name="value" type="password" autoComplete="new-password" />}
      </Field>
    </FormDialog>
  )
}
