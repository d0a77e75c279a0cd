'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { diffLines } from '@/ui/line-diff'
import { LineDiffView } from '@/ui/line-diff-view'
import { Markdown } from '@/ui/markdown'
import { RelativeTime } from '@/ui/relative-time'
import { ViewSwitch } from '@/ui/view-switch'
import type { DocumentView, RevisionSummary } from '../schema'
import { useRefreshDocuments } from './use-refresh-documents'

/** Every text that a document had; an older one can be made the newest again. */
export function DocumentHistory({ document, onClose }: { document: DocumentView; onClose: () => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const name = { companyId: slug, taskId: document.taskId, key: document.key }
  const query = useQuery(trpc.documents.listDocumentRevisions.queryOptions(name))
  return (
    <div className="flex flex-col gap-3">
      <Loaded query={query} what="The history">
        {(revisions) => (
          <ol className="flex flex-col gap-2">
            {revisions.map((revision) => (
              <li key={revision.id}>
                <Revision document={document} revision={revision} onRestored={onClose} />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
      <Button className="self-end" onClick={onClose}>
        Back to the text
      </Button>
    </div>
  )
}

type RevisionProps = { document: DocumentView; revision: RevisionSummary; onRestored: () => void }

function Revision({ document, revision, onRestored }: RevisionProps) {
  const [isOpen, setIsOpen] = useState(false)
  const isNewest = revision.id === document.revisionId
  return (
    <details className="rounded-md border text-sm" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="flex min-h-9 flex-wrap items-center gap-x-2 px-3 py-1.5">
        <span className="tnum font-medium">Revision {revision.number}</span>
        {isNewest ? <span className="text-faint text-xs">newest</span> : null}
        <span className="min-w-0 truncate text-muted">{revision.changeSummary}</span>
        <RelativeTime at={revision.createdAt} className="ml-auto text-faint text-xs" />
      </summary>
      {isOpen ? (
        <div className="border-t p-3">
          <RevisionText document={document} revision={revision} onRestored={onRestored} />
        </div>
      ) : null}
    </details>
  )
}

const VIEWS = [
  { id: 'text', label: 'Text' },
  { id: 'changes', label: 'Changes since' },
] as const

/** What later revisions took out and put in. */
function Changes({ from, to }: { from: string; to: string }) {
  const lines = diffLines(from, to)
  if (!lines) return <p className="text-muted">The texts are too long to be compared here.</p>
  if (lines.every(({ kind }) => kind === 'folded')) return <p className="text-muted">The newest text is the same.</p>
  return <LineDiffView lines={lines} />
}

function RevisionText({ document, revision, onRestored }: RevisionProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const refresh = useRefreshDocuments()
  const [view, setView] = useState<(typeof VIEWS)[number]['id']>('text')
  const isNewest = revision.id === document.revisionId
  const one = { companyId: slug, taskId: document.taskId, key: document.key, revisionId: revision.id }
  const query = useQuery(trpc.documents.getDocumentRevision.queryOptions(one))
  const restore = useSave(
    trpc.documents.restoreDocumentRevision.mutationOptions({
      onSuccess: async () => {
        await refresh()
        onRestored()
      },
    }),
    { toastsProblem: true },
  )
  return (
    <Loaded query={query} what="The revision">
      {({ body }) => (
        <div className="flex flex-col items-start gap-3">
          {isNewest ? null : <ViewSwitch label="Show" views={VIEWS} chosenId={view} onChoose={setView} />}
          <div className="max-h-80 w-full overflow-y-auto">
            {view === 'changes' ? (
              <Changes from={body} to={document.body} />
            ) : body ? (
              <Markdown text={body} />
            ) : (
              <p className="text-muted">It was empty.</p>
            )}
          </div>
          {isNewest ? null : (
            <Granted to="task:write">
              <Button
                className="self-start"
                isBusy={restore.isPending}
                disabled={document.lockedAt !== null}
                onClick={() => restore.mutate({ ...one, baseRevisionId: document.revisionId })}
              >
                Make it the newest again
              </Button>
            </Granted>
          )}
        </div>
      )}
    </Loaded>
  )
}
