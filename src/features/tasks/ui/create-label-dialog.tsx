'use client'

import { useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import type { LabelView } from '../schema'

type CreateLabelDialogProps = { onClose: () => void; onCreated: (label: LabelView) => void }

/** Name and colour of a new label. */
export function CreateLabelDialog({ onClose, onCreated }: CreateLabelDialogProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const create = useSave(
    trpc.tasks.createLabel.mutationOptions({
      onSuccess: (label) => {
        queryClient.invalidateQueries(trpc.tasks.listLabels.pathFilter())
        onCreated(label)
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    create.mutate({ companyId: slug, name: String(form.get('name')), color: String(form.get('color')) })
  }
  return (
    <FormDialog
      needs="task:write"
      onClose={onClose}
      title="Create a label"
      size="sm"
      onSubmit={submit}
      submitLabel="Create label"
      isBusy={create.isPending}
      problem={create.formError}
    >
      <Field label="Name" error={create.fieldErrors.name}>
        {(control) => <Input {...control} name="name" placeholder="bug" autoComplete="off" />}
      </Field>
      <Field label="Colour" error={create.fieldErrors.color}>
        {(control) => <Input {...control} name="color" type="color" defaultValue="#3366cc" className="max-w-20 p-1" />}
      </Field>
    </FormDialog>
  )
}
