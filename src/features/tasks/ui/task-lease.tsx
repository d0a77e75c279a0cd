'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Checkbox } from '@/ui/input'
import { RelativeTime, useNow } from '@/ui/relative-time'
import { TextLink } from '@/ui/text-link'
import type { TaskView } from '../schema'

/** Who holds the task, until when, and the way to take it away. */
export function TaskLease({ task }: { task: TaskView }) {
  const { to } = useCompanySlug()
  const now = useNow()
  const [isReleasing, setIsReleasing] = useState(false)
  if (!task.lease) return <span className="text-muted">Free: nobody holds it</span>
  const { agentName, runId, expiresAt } = task.lease
  const isAlive = new Date(expiresAt).getTime() > now
  return (
    <span className="flex flex-col items-start gap-1">
      <span>
        Held by {agentName}
        {isAlive ? ', ends ' : ', which fell silent; ended '}
        <RelativeTime at={expiresAt} />
        {isAlive ? ' unless renewed' : ''}
        {runId ? (
          <>
            {' · '}
            <TextLink href={to(`/runs/${runId}`)}>the run</TextLink>
          </>
        ) : null}
      </span>
      <Granted to="task:write">
        <Button size="sm" onClick={() => setIsReleasing(true)}>
          Take it away
        </Button>
      </Granted>
      {isReleasing ? <ReleaseDialog task={task} holder={agentName} onClose={() => setIsReleasing(false)} /> : null}
    </span>
  )
}

function ReleaseDialog({ task, holder, onClose }: { task: TaskView; holder: string; onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const [clearAssignee, setClearAssignee] = useState(false)
  const queryKey = trpc.tasks.getTask.queryKey({ companyId: slug, identifier: task.identifier })
  const release = useSave(
    trpc.tasks.forceReleaseTask.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(queryKey, saved)
        onClose()
      },
    }),
  )
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => release.mutate({ companyId: slug, taskId: task.id, clearAssignee })}
      title={`Take ${task.identifier} away from ${holder}?`}
      effect={`The lease ends at once, and what ${holder} still writes to this task is refused. Work in progress goes back to “To do”. The audit log says who did it.`}
      action="Take it away"
      isDanger
      isBusy={release.isPending}
      error={release.problem?.message}
    >
      <Checkbox
        label={`Also take it off ${task.assigneeName ?? holder}`}
        hint="Otherwise the agent stays the assignee and may take it again."
        checked={clearAssignee}
        onChange={(event) => setClearAssignee(event.target.checked)}
      />
    </ConfirmDialog>
  )
}
