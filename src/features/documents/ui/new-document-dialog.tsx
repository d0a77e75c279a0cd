'use client'

import { useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { Input, Textarea } from '@/ui/input'

type NewDocumentDialogProps = { taskId: string; onClose: () => void; onWritten: (key: string) => void }

/** Key, title and text of a new document. */
export default function NewDocumentDialog({ taskId, onClose, onWritten }: NewDocumentDialogProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const put = useSave(
    trpc.documents.putDocument.mutationOptions({
      onSuccess: (document) => {
        queryClient.invalidateQueries(trpc.documents.listDocuments.pathFilter())
        onClose()
        onWritten(document.key)
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const title = String(form.get('title')).trim() || null
    put.mutate({ companyId: slug, taskId, key: String(form.get('key')), title, body: String(form.get('body')) })
  }
  const taken = put.problem?.code === 'stale_version'
  return (
    <FormDialog
      needs="task:write"
      onClose={onClose}
      title="Write a document"
      size="lg"
      onSubmit={submit}
      submitLabel="Save document"
      isBusy={put.isPending}
      problem={taken ? undefined : put.formError}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Key"
          hint="How agents ask for it: plan, report, decision-1."
          error={
            taken ? 'There is a document with this key. Open that one, or choose another key.' : put.fieldErrors.key
          }
        >
          {(control) => <Input {...control} name="key" placeholder="plan" autoComplete="off" />}
        </Field>
        <Field label="Title" isOptional error={put.fieldErrors.title}>
          {(control) => <Input {...control} name="title" placeholder="The plan" autoComplete="off" />}
        </Field>
      </div>
      <Field label="Text" hint="Markdown works." error={put.fieldErrors.body}>
        {(control) => <Textarea {...control} name="body" rows={10} className="font-mono" />}
      </Field>
    </FormDialog>
  )
}
