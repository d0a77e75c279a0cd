'use client'

import { useNow } from '@/ui/relative-time'
import { durationText } from '@/ui/time-text'

type Times = { createdAt: string; startedAt: string | null; finishedAt: string | null }

/** How long a run took, or has taken so far; a queued one has taken nothing. */
export function RunTime({ run }: { run: Times }) {
  const now = useNow()
  if (!run.startedAt) return <span className="text-faint">–</span>
  const end = run.finishedAt ? Date.parse(run.finishedAt) : Math.max(now, Date.parse(run.startedAt))
  return <span className="tnum whitespace-nowrap">{durationText(end - Date.parse(run.startedAt))}</span>
}
