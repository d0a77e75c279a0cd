'use client'

import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
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
  const formId = useId()
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
    <Dialog
      isOpen
      onClose={onClose}
      size="lg"
      title={memory ? 'Change memory' : 'Add a memory'}
      description={`Runs are given what fits their task from the memory of ${name}.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isBusy={create.isPending || update.isPending}>
            {memory ? 'Save memory' : 'Add memory'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Key" hint="A short name, such as deploy-steps." error={fieldErrors.key}>
          {(control) => <Input {...control} name="key" defaultValue={memory?.key} autoComplete="off" />}
        </Field>
        <Field label="Text" hint="No secrets: name them instead." error={fieldErrors.text}>
          {(control) => <Textarea {...control} name="text" rows={6} defaultValue={memory?.text} />}
        </Field>
        <Field label="Tags" isOptional hint="Words, separated by commas." error={fieldErrors.tags}>
          {(control) => <Input {...control} name="tags" defaultValue={memory?.tags.join(', ')} autoComplete="off" />}
        </Field>
        <FormProblem text={formError} />
      </form>
    </Dialog>
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
