'use client'

import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { ButtonLink } from '@/ui/button'
import { Panel } from '@/ui/panel'
import { Skeleton } from '@/ui/skeleton'
import { FirstAgent } from './first-agent'
import { FirstTask } from './first-task'
import { WatchFirstTask } from './watch-first-task'

/** From an empty company to a task that is done, a step at a time; what is done already is read from the company itself. */
export default function FirstSteps() {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 2 }))
  const tasks = useQuery(trpc.tasks.listTasks.queryOptions({ companyId: slug, limit: 2 }))
  if (!agents.data || !tasks.data) return <Skeleton className="mb-4 h-64" />
  const agent = agents.data[0]
  const task = tasks.data[0]
  const isDone = task?.state === 'done'
  const at = !agent ? 1 : !task ? 2 : isDone ? 4 : 3
  return (
    <Panel title={isDone ? 'Your company works' : 'Four steps to a running company'} isFlush className="mb-4">
      <ol className="divide-y">
        <Step number={1} at={at} title="Found the company">
          It has a mission, and a limit if you gave it one.
        </Step>
        <Step number={2} at={at} title={agent ? `${agent.name} is hired` : 'Hire the first agent'}>
          {agent ? null : (
            <Granted
              to="org:write"
              otherwise={<p className="text-muted text-sm">An administrator of the company hires it.</p>}
            >
              <FirstAgent />
            </Granted>
          )}
        </Step>
        <Step number={3} at={at} title={task ? `${task.identifier} ${task.title}` : 'Hand out the first task'}>
          {agent && !task ? (
            <Granted to="task:write">
              <FirstTask agent={agent} />
            </Granted>
          ) : null}
        </Step>
        <Step number={4} at={at} title={isDone ? 'It is done' : 'Watch it finish'}>
          {task ? <WatchFirstTask task={task} /> : null}
        </Step>
      </ol>
      {isDone ? (
        <footer className="flex flex-wrap gap-2 border-t bg-canvas px-4 py-3">
          <ButtonLink variant="primary" href={to('/agents')}>
            Hire more agents
          </ButtonLink>
          <ButtonLink href={to('/goals')}>Set goals</ButtonLink>
          <ButtonLink href={to('/money?tab=budgets')}>Set budgets</ButtonLink>
        </footer>
      ) : null}
    </Panel>
  )
}

type StepProps = { number: number; at: number; title: string; children: ReactNode }

/** The steps before are ticked, the one at hand is open, the ones to come are named. */
function Step({ number, at, title, children }: StepProps) {
  const isDone = number <= at
  const isNow = number === at + 1
  return (
    <li aria-current={isNow ? 'step' : undefined} className="flex gap-3 px-3 py-3 sm:px-4">
      <span
        className={`mt-px flex size-5 shrink-0 items-center justify-center rounded-full font-medium text-2xs ${
          isDone ? 'bg-good-soft text-good' : isNow ? 'bg-accent-fill text-white' : 'bg-sunken text-muted'
        }`}
      >
        {isDone ? <Check aria-label="Done" className="size-3" /> : number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className={`truncate text-sm ${isNow || isDone ? 'font-medium' : 'text-muted'}`}>{title}</h3>
        {isNow || (isDone && number === 4) ? <div className="mt-2">{children}</div> : null}
      </div>
    </li>
  )
}
