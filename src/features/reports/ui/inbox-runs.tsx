'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button, ButtonLink } from '@/ui/button'
import { useToast } from '@/ui/toast'
import type { InboxItem } from './inbox-marks'

/** A run, or the wakes of an agent, that need a push: again, stop, go on, resume. */
export function RunDeeds({ item }: { item: InboxItem }) {
  const { to } = useCompanySlug()
  const isRun = item.kind === 'failure' || item.kind === 'stall' || item.kind === 'unplaced'
  return (
    <>
      {item.kind === 'unplaced' ? <WaitsBecause runId={item.id} /> : null}
      <span className="flex flex-wrap items-center gap-2">
        <Deed item={item} />
        {isRun ? <ButtonLink href={to(`/runs/${item.id}`)}>Open the run</ButtonLink> : null}
        {item.identifier ? (
          <ButtonLink href={to(`/tasks/${item.identifier}`)}>Open {item.identifier}</ButtonLink>
        ) : null}
        {isRun || !item.agentId ? null : <ButtonLink href={to(`/agents/${item.agentId}`)}>Open {item.who}</ButtonLink>}
      </span>
    </>
  )
}

/** Exactly why no worker takes a run, and what would. */
function WaitsBecause({ runId }: { runId: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const run = useQuery(trpc.runs.getRun.queryOptions({ companyId: slug, runId })).data
  return run?.waitsBecause ? <p className="text-sm">{run.waitsBecause}</p> : null
}

function Deed({ item }: { item: InboxItem }) {
  switch (item.kind) {
    case 'failure':
      // the task may be of another team than the run by now
      return item.mayDecide ? (
        <Granted to="run:control">
          <TryAgain item={item} />
        </Granted>
      ) : null
    case 'stall':
    case 'unplaced':
      return (
        <Granted to="run:control">
          <Stop item={item} />
        </Granted>
      )
    case 'brake':
      return (
        <Granted to="run:control">
          <LetGoOn item={item} />
        </Granted>
      )
    case 'overdue':
      return (
        <Granted to="org:write">
          <Resume item={item} />
        </Granted>
      )
    default:
      return null
  }
}

/** After a deed: says so, and reads the inbox again before the live feed tells of it. */
function useSaid(text: string) {
  const trpc = useTRPC()
  const toast = useToast()
  const queryClient = useQueryClient()
  return {
    onSuccess: () => {
      toast({ text })
      queryClient.invalidateQueries(trpc.reports.pathFilter())
    },
  }
}

function TryAgain({ item }: { item: InboxItem }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const wake = useSave(trpc.runs.requestWake.mutationOptions(useSaid(`${item.who} tries again`)))
  if (!item.agentId) return null
  const input = { companyId: slug, agentId: item.agentId, taskId: item.taskId, cause: 'manual' as const }
  return (
    <>
      <Button variant="primary" isBusy={wake.isPending} onClick={() => wake.mutate(input)}>
        Try again
      </Button>
      <FormProblem text={wake.problem?.message} />
    </>
  )
}

function Stop({ item }: { item: InboxItem }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const stop = useSave(trpc.runs.askRunToStop.mutationOptions(useSaid('The run is asked to stop')))
  return (
    <>
      <Button variant="danger" isBusy={stop.isPending} onClick={() => stop.mutate({ companyId: slug, runId: item.id })}>
        {item.kind === 'stall' ? 'Stop the run' : 'Cancel the run'}
      </Button>
      <FormProblem text={stop.problem?.message} />
    </>
  )
}

function LetGoOn({ item }: { item: InboxItem }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const reset = useSave(trpc.runs.resetBrake.mutationOptions(useSaid(`${item.who} goes on`)))
  const { agentId, taskId } = item
  if (!agentId || !taskId) return null
  return (
    <>
      <Button
        variant="primary"
        isBusy={reset.isPending}
        onClick={() => reset.mutate({ companyId: slug, agentId, taskId })}
      >
        Let it go on
      </Button>
      <FormProblem text={reset.problem?.message} />
    </>
  )
}

/** Only an agent that is paused can be resumed; what else holds its wakes is said on its page. */
function Resume({ item }: { item: InboxItem }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const agent = useQuery(trpc.org.getAgent.queryOptions({ companyId: slug, agentId: item.id })).data
  const resume = useSave(trpc.org.resumeAgent.mutationOptions(useSaid(`${item.who} is resumed`)))
  if (agent?.state !== 'paused') return null
  return (
    <>
      <Button
        variant="primary"
        isBusy={resume.isPending}
        onClick={() => resume.mutate({ companyId: slug, agentId: item.id })}
      >
        Resume {item.who}
      </Button>
      <FormProblem text={resume.problem?.message} />
    </>
  )
}
