'use client'

import { useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { Input, Textarea } from '@/ui/input'
import type { MemoryScope, MemoryView } from '../schema'

type MemoryDialogProps = {
  scope: { scopeKind: MemoryScope; scopeId: string }
  name: string
  /** The one to change; absent for a new one. */
  memory: MemoryView | undefined
  onClose: () => void
}

/** What a memory is called and says. Who changes one that somebody else changed meanwhile is told. */
export function MemoryDialog({ scope, name, memory, onClose }: MemoryDialogProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const onSuccess = () => {
    queryClient.invalidateQueries(trpc.memory.pathFilter())
    onClose()
  }
  const create = useSave(trpc.memory.remember.mutationOptions({ onSuccess }))
  const update = useSave(trpc.memory.updateMemory.mutationOptions({ onSuccess }))
  const { fieldErrors, formError } = memory ? update : create
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = fieldsIn(new FormData(event.currentTarget))
    if (memory) update.mutate({ ...fields, companyId: slug, memoryId: memory.id, version: memory.version })
    else create.mutate({ ...fields, ...scope, companyId: slug, version: 0 })
  }
  return (
    <FormDialog
      needs="task:write"
      onClose={onClose}
      size="lg"
      title={memory ? 'Change memory' : 'Add a memory'}
      description={`Runs are given what fits their task from the memory of ${name}.`}
      onSubmit={submit}
      submitLabel={memory ? 'Save memory' : 'Add memory'}
      isBusy={create.isPending || update.isPending}
      problem={formError}
    >
      <Field label="Key" hint="A short name, such as deploy-steps." error={fieldErrors.key}>
        {(control) => <Input {...control} name="key" defaultValue={memory?.key} autoComplete="off" />}
      </Field>
      <Field label="Text" hint="No secrets: name them instead." error={fieldErrors.text}>
        {(control) => <Textarea {...control} name="text" rows={6} defaultValue={memory?.text} />}
      </Field>
      <Field label="Tags" isOptional hint="Words, separated by commas." error={fieldErrors.tags}>
        {(control) => <Input {...control} name="tags" defaultValue={memory?.tags.join(', ')} autoComplete="off" />}
      </Field>
    </FormDialog>
  )
}

function fieldsIn(form: FormData) {
  const tags = String(form.get('tags')).split(',')
  return {
    key: String(form.get('key')),
    text: String(form.get('text')),
    tags: tags.map((tag) => tag.trim()).filter(Boolean),
  }
}
