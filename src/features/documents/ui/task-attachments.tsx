'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Paperclip, Trash2, Upload } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { IconButton } from '@/ui/icon-button'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import type { AttachmentView } from '../schema'
import { addressOfFile, sendFile, sizeText } from './send-file'
import { useRefreshDocuments } from './use-refresh-documents'

type TaskAttachmentsProps = { task: { id: string; companyId: string } }

/** The files of a task: added with a button or by dropping them, saved, deleted. */
export function TaskAttachments({ task }: TaskAttachmentsProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const refresh = useRefreshDocuments()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  const query = useQuery(trpc.documents.listAttachments.queryOptions({ companyId: slug, taskId: task.id }))
  const send = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) await sendFile(task, file)
    },
    onSettled: refresh,
  })
  const isGranted = useGrants().has('task:write')
  const drag = (is: boolean) => (event: DragEvent) => {
    if (!isGranted) return
    event.preventDefault()
    setIsOver(is)
  }
  return (
    <Panel
      title="Files"
      hint={query.data?.length ? `${query.data.length}` : undefined}
      isFlush
      actions={
        <Granted to="task:write">
          <Button
            size="sm"
            variant="ghost"
            isBusy={send.isPending}
            icon={<Upload aria-hidden className="size-3.5" />}
            onClick={() => input.current?.click()}
          >
            Add file
          </Button>
        </Granted>
      }
    >
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to add"
        onChange={(event) => {
          send.mutate([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is for everybody */}
      <div
        onDragOver={drag(true)}
        onDragLeave={drag(false)}
        onDrop={(event) => {
          drag(false)(event)
          if (isGranted) send.mutate([...event.dataTransfer.files])
        }}
        className={clsx(isOver && 'bg-accent-soft')}
      >
        <div className="p-2 empty:hidden">
          <FormProblem text={send.error?.message} />
        </div>
        <Loaded query={query} what="The files">
          {(files) =>
            files.length === 0 ? (
              <p className="px-3 py-5 text-center text-muted text-sm">
                {isGranted ? 'Drop files here, or add them with the button.' : 'No file is here.'}
              </p>
            ) : (
              <ul>
                {files.map((file) => (
                  <FileRow key={file.id} file={file} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </Panel>
  )
}

function FileRow({ file }: { file: AttachmentView }) {
  const [isDeleting, setIsDeleting] = useState(false)
  return (
    <li className="flex min-h-9 items-center gap-2 border-b px-3 text-sm last:border-b-0 sm:px-4">
      <Paperclip aria-hidden className="size-3.5 shrink-0 text-faint" />
      <a
        href={addressOfFile(file.id)}
        download={file.fileName}
        className="min-w-0 truncate font-medium hover:text-accent"
      >
        {file.fileName}
      </a>
      <span className="ml-auto flex shrink-0 items-center gap-3 text-muted text-xs">
        <span className="tnum">{sizeText(file.byteSize)}</span>
        <RelativeTime at={file.createdAt} className="max-sm:hidden" />
        <Granted to="task:write">
          <IconButton
            size="sm"
            label={`Delete ${file.fileName}`}
            icon={<Trash2 aria-hidden className="size-3.5" />}
            onClick={() => setIsDeleting(true)}
          />
        </Granted>
      </span>
      {isDeleting ? <DeleteDialog file={file} onClose={() => setIsDeleting(false)} /> : null}
    </li>
  )
}

function DeleteDialog({ file, onClose }: { file: AttachmentView; onClose: () => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const refresh = useRefreshDocuments()
  const remove = useSave(
    trpc.documents.deleteAttachment.mutationOptions({
      onSuccess: async () => {
        await refresh()
        onClose()
      },
    }),
  )
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => remove.mutate({ companyId: slug, attachmentId: file.id })}
      title={`Delete ${file.fileName}?`}
      effect="The file is removed from the storage. This cannot be undone."
      action="Delete file"
      isDanger
      isBusy={remove.isPending}
      error={remove.problem?.message}
    />
  )
}
