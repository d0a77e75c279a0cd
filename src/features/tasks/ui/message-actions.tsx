'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Textarea } from '@/ui/input'
import { RelativeTime } from '@/ui/relative-time'
import type { MessageView } from '../schema'

/** Changes what a message says; agents that it newly mentions wake. */
export function MessageEditor({ message, onClose }: { message: MessageView; onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const [text, setText] = useState(message.content)
  const save = useSave(
    trpc.tasks.editMessage.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.tasks.listMessages.pathFilter())
        onClose()
      },
    }),
  )
  const send = () => save.mutate({ companyId: slug, messageId: message.id, content: text })
  return (
    <div className="mt-1 flex flex-col gap-2">
      <Textarea
        aria-label="Edit message"
        autoFocus
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) send()
          if (event.key === 'Escape') onClose()
        }}
      />
      <FormProblem text={save.problem?.message} />
      <span className="flex justify-end gap-2">
        <Button size="sm" onClick={onClose}>
          Cancel
        </Button>
        <Button size="sm" variant="primary" isBusy={save.isPending} disabled={!text.trim()} onClick={send}>
          Save
        </Button>
      </span>
    </div>
  )
}

/** What a message said before each of its edits. */
export function MessageHistory({ message, onClose }: { message: MessageView; onClose: () => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const query = useQuery(trpc.tasks.listMessageRevisions.queryOptions({ companyId: slug, messageId: message.id }))
  return (
    <Dialog isOpen onClose={onClose} title="What it said before" description={`A message of ${message.authorName}`}>
      <Loaded query={query} what="The history">
        {(revisions) => (
          <ol className="flex flex-col gap-3">
            {revisions.map((revision) => (
              <li key={revision.number} className="rounded-md border p-3 text-sm">
                <p className="mb-1 text-faint text-xs">
                  Version {revision.number}, until <RelativeTime at={revision.createdAt} />
                </p>
                <p className="whitespace-pre-wrap break-words">{revision.content}</p>
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Dialog>
  )
}
