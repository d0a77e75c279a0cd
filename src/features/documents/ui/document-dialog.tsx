'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Dialog } from '@/ui/dialog'
import { Markdown } from '@/ui/markdown'
import type { DocumentView } from '../schema'
import { DocumentEditor } from './document-editor'
import { DocumentHistory } from './document-history'
import { useRefreshDocuments } from './use-refresh-documents'

type DocumentDialogProps = { taskId: string; documentKey: string; onClose: () => void }

type Face = 'text' | 'editor' | 'history'

/** One document: its text, its editor and its history. */
export default function DocumentDialog({ taskId, documentKey, onClose }: DocumentDialogProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [face, setFace] = useState<Face>('text')
  const query = useQuery(trpc.documents.getDocument.queryOptions({ companyId: slug, taskId, key: documentKey }))
  const document = query.data
  const toText = () => setFace('text')
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="lg"
      title={document?.title ?? documentKey}
      description={document ? `${document.key}, revision ${document.revisionNumber}` : undefined}
      footer={document && face === 'text' ? <Deeds document={document} onFace={setFace} onGone={onClose} /> : undefined}
    >
      <Loaded query={query} what="The document">
        {(loaded) => {
          if (face === 'editor') return <DocumentEditor document={loaded} onClose={toText} />
          if (face === 'history') return <DocumentHistory document={loaded} onClose={toText} />
          return loaded.body ? <Markdown text={loaded.body} /> : <p className="text-muted text-sm">It is empty.</p>
        }}
      </Loaded>
    </Dialog>
  )
}

type DeedsProps = { document: DocumentView; onFace: (face: Face) => void; onGone: () => void }

function Deeds({ document, onFace, onGone }: DeedsProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const refresh = useRefreshDocuments()
  const [isDeleting, setIsDeleting] = useState(false)
  const name = { companyId: slug, taskId: document.taskId, key: document.key }
  const lock = useSave(trpc.documents.lockDocument.mutationOptions({ onSuccess: refresh }), { toastsProblem: true })
  const unlock = useSave(trpc.documents.unlockDocument.mutationOptions({ onSuccess: refresh }), { toastsProblem: true })
  const remove = useSave(
    trpc.documents.deleteDocument.mutationOptions({
      onSuccess: () => {
        onGone()
        return refresh()
      },
    }),
  )
  const isLocked = document.lockedAt !== null
  return (
    <>
      <Granted to="task:write">
        <Button variant="ghost" className="mr-auto" onClick={() => setIsDeleting(true)}>
          Delete
        </Button>
      </Granted>
      <Granted to="task:write">
        <Button isBusy={lock.isPending || unlock.isPending} onClick={() => (isLocked ? unlock : lock).mutate(name)}>
          {isLocked ? 'Unlock' : 'Lock'}
        </Button>
      </Granted>
      <Button onClick={() => onFace('history')}>History</Button>
      <Granted to="task:write">
        <Button variant="primary" disabled={isLocked} onClick={() => onFace('editor')}>
          Edit
        </Button>
      </Granted>
      <ConfirmDialog
        isOpen={isDeleting}
        onClose={() => setIsDeleting(false)}
        onConfirm={() => remove.mutate(name)}
        title={`Delete ${document.title ?? document.key}?`}
        effect="It is no longer listed. Its revisions stay in the records; who writes the key again goes on from there."
        action="Delete document"
        isDanger
        isBusy={remove.isPending}
        error={remove.problem?.message}
      />
    </>
  )
}
