'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Textarea } from '@/ui/input'
import type { TaskView } from '../schema'

/** While work waits for a decision: approve it, or send it back with what should change. Others of the board decide in place. */
export function StageVerdict({ task }: { task: TaskView }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const [comment, setComment] = useState('')
  const me = useQuery(trpc.access.whoAmI.queryOptions()).data
  const decide = useSave(
    trpc.tasks.updateTask.mutationOptions({
      onSuccess: (saved) => {
        setComment('')
        queryClient.setQueryData(trpc.tasks.getTask.queryKey({ companyId: slug, identifier: task.identifier }), saved)
        queryClient.invalidateQueries(trpc.tasks.listMessages.pathFilter())
      },
    }),
  )
  const state = task.executionState
  if (task.state !== 'in_review' || state?.status !== 'pending') return null
  const isMine = me !== undefined && state.currentParticipant?.id === me.id
  const said = comment.trim()
  const isShort = task.executionPolicy?.commentRequired === true && !said
  const send = (to: 'done' | 'in_progress') =>
    decide.mutate({ companyId: slug, taskId: task.id, state: to, ...(said && { comment: said }) })
  return (
    <section aria-label="Decide" className="flex flex-col gap-2 border-t pt-3">
      <p className="font-medium text-sm">{isMine ? 'It is your turn to decide' : 'Decide in their place'}</p>
      <Textarea
        aria-label="Comment"
        rows={2}
        placeholder="What you looked at, or what should change."
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <FormProblem text={decide.problem?.message} />
      <span className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          isBusy={decide.isPending && decide.variables.state === 'done'}
          disabled={isShort || decide.isPending}
          onClick={() => send('done')}
        >
          Approve
        </Button>
        <Button disabled={isShort || decide.isPending} onClick={() => send('in_progress')}>
          Ask for changes
        </Button>
      </span>
      {isShort ? <p className="text-faint text-xs">A decision says why: write a comment first.</p> : null}
    </section>
  )
}
