'use client'

import { CircleAlert } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input, Textarea } from '@/ui/input'
import { Markdown } from '@/ui/markdown'
import type { DocumentView } from '../schema'
import { useRefreshDocuments } from './use-refresh-documents'

/**
 * Changes a document. The revision that the writing began with goes along, so that nobody's change is lost: who comes second sees
 * the newer text below their own, and saves again once both are joined.
 */
export function DocumentEditor({ document, onClose }: { document: DocumentView; onClose: () => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const refresh = useRefreshDocuments()
  const [begun, setBegun] = useState(document)
  const [body, setBody] = useState(document.body)
  const put = useSave(
    trpc.documents.putDocument.mutationOptions({
      onSuccess: async () => {
        await refresh()
        onClose()
      },
      onError: () => refresh(),
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const textIn = (name: string) => String(form.get(name)).trim() || null
    put.mutate({
      ...{ companyId: slug, taskId: document.taskId, key: document.key, baseRevisionId: begun.revisionId },
      ...{ title: textIn('title'), body, changeSummary: textIn('changeSummary') },
    })
  }
  const isStale = document.revisionId !== begun.revisionId
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {isStale ? <Newer document={document} onTaken={() => setBegun(document)} /> : null}
      <Field label="Title" isOptional error={put.fieldErrors.title}>
        {(control) => <Input {...control} name="title" defaultValue={document.title ?? ''} autoComplete="off" />}
      </Field>
      <Field label="Text" error={put.fieldErrors.body}>
        {(control) => (
          <Textarea
            {...control}
            rows={12}
            className="font-mono"
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
        )}
      </Field>
      <Field label="What changed" isOptional error={put.fieldErrors.changeSummary}>
        {(control) => (
          <Input {...control} name="changeSummary" placeholder="Added the second week" autoComplete="off" />
        )}
      </Field>
      <FormProblem text={isStale ? undefined : put.formError} />
      <span className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" type="submit" isBusy={put.isPending} disabled={isStale}>
          Save document
        </Button>
      </span>
    </form>
  )
}

/** Says that somebody else was faster, and shows what they wrote. */
function Newer({ document, onTaken }: { document: DocumentView; onTaken: () => void }) {
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
      <p className="flex items-start gap-2">
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        Somebody saved revision {document.revisionNumber} while you were writing. Your text is still here: take over
        what you need from theirs, then go on.
      </p>
      <details className="rounded border bg-surface px-3 py-2 text-ink">
        <summary>Revision {document.revisionNumber}</summary>
        <div className="mt-2 max-h-60 overflow-y-auto">
          <Markdown text={document.body} />
        </div>
      </details>
      <Button size="sm" className="self-start" onClick={onTaken}>
        I have seen it: mine comes next
      </Button>
    </div>
  )
}
