'use client'

import { clsx } from 'clsx'
import { ChevronRight, Link2 } from 'lucide-react'
import { useId, useState } from 'react'
import { RelativeTime } from '@/ui/relative-time'
import { GAP_CLASS, Windowed } from '@/ui/windowed'
import { ActorMark } from './activity-list'
import { type AuditRow, AuditSentence } from './audit-sentence'
import { EntryProof } from './entry-proof'

const ROW_HEIGHT = 37

/** Entries as sentences that open to their details and their place in the chain. */
export function AuditEntries({ rows, hasMore }: { rows: AuditRow[]; hasMore: boolean }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const toggle = (id: string) =>
    setOpen(open.has(id) ? new Set([...open].filter((each) => each !== id)) : new Set([...open, id]))
  return (
    <Windowed
      count={rows.length}
      rowHeight={ROW_HEIGHT}
      keyOf={(index) => rows[index]!.id}
      row={(index, marks) => (
        <li
          {...marks}
          aria-setsize={hasMore ? -1 : rows.length}
          aria-posinset={index + 1}
          className="border-b last:border-b-0"
        >
          <Entry row={rows[index]!} isOpen={open.has(rows[index]!.id)} onToggle={() => toggle(rows[index]!.id)} />
        </li>
      )}
      gap={(height) => <li aria-hidden className={GAP_CLASS} style={{ height }} />}
      list={(drawn, { ref, onFocus }) => (
        <ol ref={ref} onFocus={onFocus}>
          {drawn}
        </ol>
      )}
    />
  )
}

type EntryProps = { row: AuditRow; isOpen: boolean; onToggle: () => void }

function Entry({ row, isOpen, onToggle }: EntryProps) {
  const id = useId()
  return (
    <>
      <div className="relative flex min-h-9 items-center gap-2.5 px-3 py-1.5 text-sm hover:bg-hover sm:px-4">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          aria-label={`Details of ${row.action} by ${row.actorName}`}
          onClick={onToggle}
          className="-m-1 flex size-6 shrink-0 items-center justify-center rounded text-faint hover:text-ink"
        >
          <ChevronRight aria-hidden className={clsx('size-3 transition-transform', isOpen && 'rotate-90')} />
        </button>
        <ActorMark row={row} />
        <span className="min-w-0 flex-1">
          <AuditSentence row={row} />
        </span>
        <span className="tnum flex w-16 shrink-0 items-center justify-end gap-1 text-faint text-xs max-sm:hidden">
          {row.position === null ? (
            'sealing'
          ) : (
            <>
              <Link2 aria-hidden className="size-3" />
              {row.position}
            </>
          )}
        </span>
        <RelativeTime at={row.at} className="w-20 shrink-0 text-right text-faint text-xs" />
      </div>
      {isOpen ? (
        <div id={id} className="flex flex-col gap-3 px-3 pb-3 sm:pr-4 sm:pl-14">
          {row.position === null ? (
            <p className="text-muted text-sm">It is sealed into the chain within moments.</p>
          ) : (
            <EntryProof position={row.position} />
          )}
          <pre className="overflow-x-auto rounded-md border bg-sunken p-2.5 font-mono text-xs">
            {JSON.stringify({ action: row.action, id: row.id, at: row.at, ...row.details }, null, 2)}
          </pre>
        </div>
      ) : null}
    </>
  )
}
