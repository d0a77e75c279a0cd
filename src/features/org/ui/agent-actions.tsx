'use client'

import { Ellipsis, Pause, Play, Split, UserMinus, Zap } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { lazy, Suspense, useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Menu } from '@/ui/menu'
import { formatMicros } from '@/ui/money'
import { useToast } from '@/ui/toast'
import { WhenNeeded } from '@/ui/when-needed'
import type { AgentView } from '../schema'

const MoveDialog = lazy(() => import('./move-dialog').then((part) => ({ default: part.MoveDialog })))
const RaiseBudget = lazy(() =>
  import('@/features/budgets/ui/raise-budget').then((part) => ({ default: part.RaiseBudget })),
)
const TerminateDialog = lazy(() => import('./terminate-dialog').then((part) => ({ default: part.TerminateDialog })))

type Status = Outputs['runs']['agentStatus']

/** Run now, pause, resume, move, terminate; what stops work says first what it stops. */
export function AgentActions({ agent, status }: { agent: AgentView; status: Status | undefined }) {
  const trpc = useTRPC()
  const router = useRouter()
  const toast = useToast()
  const { slug, to } = useCompanySlug()
  const [asking, setAsking] = useState<'pause' | 'move' | 'terminate' | null>(null)
  const input = { companyId: slug, agentId: agent.id }
  const close = { onSuccess: () => setAsking(null) }
  const pause = useSave(trpc.org.pauseAgent.mutationOptions(close))
  const resume = useSave(trpc.org.resumeAgent.mutationOptions(), { toastsProblem: true })
  const wake = useSave(
    trpc.runs.requestWake.mutationOptions({
      onSuccess: ({ wakeId }) =>
        toast({
          text: `${agent.name} is woken`,
          // The run that a wake starts carries the wake's id.
          action: { label: 'Follow', onSelect: () => router.push(to(`/runs/${wakeId}`)) },
        }),
    }),
    { toastsProblem: true },
  )
  if (agent.state === 'terminated') return null
  const isPaused = agent.state === 'paused'
  return (
    <>
      {agent.pauseReason === 'budget' ? (
        <Granted to="budget:write">
          <Suspense>
            <RaiseBudget agentId={agent.id} />
          </Suspense>
        </Granted>
      ) : isPaused ? (
        <Granted to="org:write">
          <Button
            variant="primary"
            icon={<Play aria-hidden className="size-3.5" />}
            isBusy={resume.isPending}
            onClick={() => resume.mutate(input)}
          >
            Resume
          </Button>
        </Granted>
      ) : (
        <>
          <Granted to="org:write">
            <Button icon={<Pause aria-hidden className="size-3.5" />} onClick={() => setAsking('pause')}>
              Pause
            </Button>
          </Granted>
          <Granted to="run:control">
            <Button
              variant="primary"
              icon={<Zap aria-hidden className="size-3.5" />}
              isBusy={wake.isPending}
              onClick={() => wake.mutate({ ...input, cause: 'manual' })}
            >
              Run now
            </Button>
          </Granted>
        </>
      )}
      <Granted to="org:write">
        <Menu
          label="More"
          triggerLabel="More actions"
          triggerClassName="inline-flex size-8 items-center justify-center rounded-md border border-line-strong bg-surface text-muted shadow-card hover:bg-hover sm:size-7"
          trigger={<Ellipsis aria-hidden className="size-4" />}
          items={[
            {
              id: 'move',
              label: 'Move in the org chart',
              icon: <Split aria-hidden />,
              onSelect: () => setAsking('move'),
            },
            {
              id: 'terminate',
              label: 'Terminate agent',
              icon: <UserMinus aria-hidden />,
              isDanger: true,
              onSelect: () => setAsking('terminate'),
            },
          ]}
        />
      </Granted>
      <ConfirmDialog
        isOpen={asking === 'pause'}
        onClose={() => setAsking(null)}
        onConfirm={() => pause.mutate(input)}
        isBusy={pause.isPending}
        error={pause.problem?.message}
        title={`Pause ${agent.name}?`}
        action="Pause agent"
        effect={<StopEffect status={status} after="It starts no run until you resume it; wakes wait in its inbox." />}
      />
      <WhenNeeded isNeeded={asking === 'move'}>
        <MoveDialog agentId={agent.id} isOpen={asking === 'move'} onClose={() => setAsking(null)} />
      </WhenNeeded>
      <WhenNeeded isNeeded={asking === 'terminate'}>
        <TerminateDialog agent={agent} isOpen={asking === 'terminate'} onClose={() => setAsking(null)} />
      </WhenNeeded>
    </>
  )
}

function StopEffect({ status, after }: { status: Status | undefined; after: string }) {
  const reserved = status?.budget.reserved ?? 0
  return (
    <div className="flex flex-col gap-2">
      <p>
        {status?.currentRun ? 'Stops 1 run' : 'Stops no run: none is live'}
        {reserved > 0 ? `, and releases what is left of ${formatMicros(reserved)} reserved` : ''}.
      </p>
      <p>{after}</p>
    </div>
  )
}
