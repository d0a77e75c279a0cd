'use client'

import { useQuery } from '@tanstack/react-query'
import { FileText, Lock, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import type { DocumentSummary } from '../schema'

const DocumentDialog = lazy(() => import('./document-dialog'))
const NewDocumentDialog = lazy(() => import('./new-document-dialog'))

/** The texts of a task; one is read, changed and looked up in its history in a dialog. */
export function TaskDocuments({ taskId }: { taskId: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [openKey, setOpenKey] = useState<string | null>(null)
  const [isWriting, setIsWriting] = useState(false)
  const query = useQuery(trpc.documents.listDocuments.queryOptions({ companyId: slug, taskId }))
  return (
    <Panel
      title="Documents"
      hint={query.data?.length ? `${query.data.length}` : undefined}
      isFlush
      actions={
        <Granted to="task:write">
          <Button
            size="sm"
            variant="ghost"
            icon={<Plus aria-hidden className="size-3.5" />}
            onClick={() => setIsWriting(true)}
          >
            Write
          </Button>
        </Granted>
      }
    >
      <Loaded query={query} what="The documents">
        {(documents) =>
          documents.length === 0 ? (
            <EmptyState isCompact title="None">
              A plan, a report, a decision: texts that agents and people change together, with their history.
            </EmptyState>
          ) : (
            <ul>
              {documents.map((document) => (
                <DocumentRow key={document.id} document={document} onOpen={() => setOpenKey(document.key)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Suspense>
        {openKey ? <DocumentDialog taskId={taskId} documentKey={openKey} onClose={() => setOpenKey(null)} /> : null}
        {isWriting ? (
          <NewDocumentDialog taskId={taskId} onClose={() => setIsWriting(false)} onWritten={setOpenKey} />
        ) : null}
      </Suspense>
    </Panel>
  )
}

function DocumentRow({ document, onOpen }: { document: DocumentSummary; onOpen: () => void }) {
  return (
    <li className="relative flex min-h-9 items-center gap-2 border-b px-3 text-sm last:border-b-0 hover:bg-hover sm:px-4">
      <FileText aria-hidden className="size-3.5 shrink-0 text-faint" />
      <button
        type="button"
        onClick={onOpen}
        className="min-w-0 truncate text-left font-medium after:absolute after:inset-0 focus-visible:-outline-offset-2"
      >
        {document.title ?? document.key}
      </button>
      {document.lockedAt ? (
        <span className="inline-flex items-center gap-1 text-faint text-xs">
          <Lock aria-hidden className="size-3" />
          Locked
        </span>
      ) : null}
      <span className="ml-auto flex shrink-0 gap-3 text-muted text-xs">
        <span className="tnum max-sm:hidden">Revision {document.revisionNumber}</span>
        <RelativeTime at={document.updatedAt} />
      </span>
    </li>
  )
}
