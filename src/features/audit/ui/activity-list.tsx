'use client'

import { Avatar } from '@/ui/avatar'
import { Logo } from '@/ui/logo'
import { RelativeTime } from '@/ui/relative-time'
import { type AuditRow, AuditSentence } from './audit-sentence'

/** Audit entries as sentences, newest first. */
export function ActivityList({ rows }: { rows: AuditRow[] }) {
  return (
    <ol>
      {rows.map((row) => (
        <li
          key={row.id}
          className="flex min-h-9 items-start gap-2.5 border-b px-3 py-2 text-sm last:border-b-0 sm:px-4"
        >
          <ActorMark row={row} />
          <span className="min-w-0 flex-1">
            <AuditSentence row={row} />
          </span>
          <RelativeTime at={row.at} className="shrink-0 text-faint text-xs leading-5" />
        </li>
      ))}
    </ol>
  )
}

/** The face of who did it; the product itself shows its mark. */
export function ActorMark({ row }: { row: AuditRow }) {
  if (row.actorKind !== 'system') return <Avatar name={row.actorName} kind={row.actorKind} />
  return (
    <span aria-hidden className="flex size-5 shrink-0 items-center justify-center rounded-[5px] bg-sunken text-faint">
      <Logo className="size-3.5" />
    </span>
  )
}
