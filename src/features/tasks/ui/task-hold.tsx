'use client'

import { CirclePause } from 'lucide-react'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { RelativeTime } from '@/ui/relative-time'
import { TextLink } from '@/ui/text-link'
import type { TaskView } from '../schema'

/** Why nobody works on the task while it, or one above it, is on hold. */
export function TaskHold({ task: { id, held } }: { task: TaskView }) {
  const { to } = useCompanySlug()
  if (!held) return null
  return (
    <div role="status" className="flex gap-2.5 rounded-lg border bg-surface px-4 py-3 text-sm">
      <CirclePause aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <p className="min-w-0 break-words">
        <span className="font-semibold">On hold</span>
        {held.taskId === id ? ' with everything below it' : ' with '}
        {held.taskId === id ? null : <TextLink href={to(`/tasks/${held.identifier}`)}>{held.identifier}</TextLink>},
        since <RelativeTime at={held.since} />
        {held.reason ? `: ${held.reason}` : '.'}
      </p>
    </div>
  )
}
