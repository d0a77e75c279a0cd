import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { RelativeTime } from './relative-time'
import { type Tone, toneSoft } from './tone'

export type TimelineEntry = {
  id: string
  icon: ReactNode
  tone?: Tone
  /** Who did what. */
  text: ReactNode
  at: string
  detail?: ReactNode
}

/** Events in order, on one line. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  return (
    <ol className="flex flex-col">
      {entries.map((entry, index) => (
        <li key={entry.id} className="relative flex gap-2.5 pb-3 last:pb-0">
          {index < entries.length - 1 ? (
            <span aria-hidden className="absolute top-5 bottom-0 left-2.5 w-px bg-line" />
          ) : null}
          <span
            aria-hidden
            className={clsx(
              'z-10 flex size-5 shrink-0 items-center justify-center rounded-full [&>svg]:size-3',
              toneSoft[entry.tone ?? 'neutral'],
            )}
          >
            {entry.icon}
          </span>
          <div className="min-w-0 flex-1 text-sm">
            <div className="flex items-baseline gap-2">
              <p className="min-w-0 flex-1 break-words">{entry.text}</p>
              <RelativeTime at={entry.at} className="text-faint text-xs" />
            </div>
            {entry.detail ? <div className="mt-1 text-muted">{entry.detail}</div> : null}
          </div>
        </li>
      ))}
    </ol>
  )
}
