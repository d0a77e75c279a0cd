'use client'

import { useQuery } from '@tanstack/react-query'
import { ListTodo, Play } from 'lucide-react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { MemoryPanel } from '@/features/memory/ui/memory-panel'
import { BrakeNotice } from '@/features/runs/ui/brake-notice'
import { RunStateDot } from '@/features/runs/ui/run-marks'
import { RunTable } from '@/features/runs/ui/run-table'
import { SessionList } from '@/features/runs/ui/session-list'
import { WakeList } from '@/features/runs/ui/wake-list'
import { TaskTable } from '@/features/tasks/ui/task-table'
import { Avatar } from '@/ui/avatar'
import { usePageName } from '@/ui/breadcrumbs'
import { ButtonLink } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { Skeleton } from '@/ui/skeleton'
import { Tabs } from '@/ui/tabs'
import { TextLink } from '@/ui/text-link'
import { hasSessions } from '../rules/runtime'
import type { AgentView } from '../schema'
import { AgentActions } from './agent-actions'
import { AgentConfig } from './agent-config'
import { AgentStateDot } from './agent-marks'
import { LimitsPanel } from './limits-panel'
import { Revisions } from './revisions'

type Status = Outputs['runs']['agentStatus']

/** One agent: what it does now and why, its work, its runs, its money, its settings. */
export function AgentPage({ agentId }: { agentId: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const input = { companyId: slug, agentId }
  const query = useQuery(trpc.org.getAgent.queryOptions(input))
  const status = useQuery(trpc.runs.agentStatus.queryOptions(input)).data
  usePageName(query.data?.name)
  return (
    <Loaded query={query} what="The agent">
      {(agent) => (
        <>
          <PageHeader
            mark={<Avatar name={agent.name} size="lg" />}
            title={agent.name}
            subtitle={<Subtitle agent={agent} />}
            actions={<AgentActions agent={agent} status={status} />}
          />
          <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_18rem]">
            <div className="flex min-w-0 flex-col gap-4">
              <NowPanel agent={agent} status={status} />
              {status?.brakes.map((brake) => (
                <BrakeNotice key={brake.taskId} brake={brake} names="task" />
              ))}
              <AgentTabs agent={agent} />
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <LimitsPanel agent={agent} status={status} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  )
}

function Subtitle({ agent }: { agent: AgentView }) {
  const { to } = useCompanySlug()
  const manager = agent.chainOfCommand[0]
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <AgentStateDot agent={agent} />
      <span>{agent.title || agent.role}</span>
      {manager ? (
        <span>
          reports to <TextLink href={to(`/agents/${manager.id}`)}>{manager.name}</TextLink>
        </span>
      ) : (
        <span>leads the company</span>
      )}
    </span>
  )
}

function NowPanel({ agent, status }: { agent: AgentView; status: Status | undefined }) {
  const { to } = useCompanySlug()
  if (!status) return <Skeleton className="h-20 rounded-lg" />
  const { currentRun: run } = status
  return (
    <Panel title="Now">
      <p className="text-sm">
        {reasonText(status)} {status.noWorker ? <TextLink href={to('/settings')}>See the workers</TextLink> : null}
      </p>
      {run ? (
        <div className="mt-3 flex flex-wrap items-center gap-3 border-t pt-3 text-sm">
          <RunStateDot run={run} />
          {run.taskIdentifier ? (
            <TextLink href={to(`/tasks/${run.taskIdentifier}`)} className="min-w-0 truncate">
              {run.taskIdentifier} {run.taskTitle}
            </TextLink>
          ) : (
            <span className="text-muted">without a task</span>
          )}
          <ButtonLink size="sm" href={to(`/runs/${run.id}`)} className="ml-auto">
            Follow the run
          </ButtonLink>
        </div>
      ) : null}
      {status.recentFailures > 0 ? (
        <p className="mt-2 text-muted text-xs">
          {status.recentFailures} of the latest runs of {agent.name} failed.
        </p>
      ) : null}
      {status.overdueWakes > 0 ? (
        <p className="mt-2 text-warn text-xs">
          {status.overdueWakes === 1 ? 'A wake waits' : `${status.overdueWakes} wakes wait`} for too long in its inbox.
        </p>
      ) : null}
      {status.sparedWakes > 0 ? (
        <p className="mt-2 text-muted text-xs">
          {status.sparedWakes} {status.sparedWakes === 1 ? 'heartbeat' : 'heartbeats'} of the last 30 days found nothing
          to do: no run, no cost.
        </p>
      ) : null}
    </Panel>
  )
}

/** The server's sentence, with times as the reader's clock shows them. */
function reasonText(status: Status): string {
  return status.reason.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (iso) =>
    new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
  )
}

function AgentTabs({ agent }: { agent: AgentView }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const tasks = useQuery(trpc.tasks.listAgentWork.queryOptions({ companyId: slug, agentId: agent.id }))
  const runs = useQuery(trpc.runs.listRuns.queryOptions({ companyId: slug, agentId: agent.id, limit: 50 }))
  return (
    <Tabs
      label={`More about ${agent.name}`}
      tabs={[
        {
          id: 'tasks',
          label: 'Tasks',
          count: tasks.data?.length,
          content: (
            <Panel isFlush>
              <Loaded query={tasks} what="The tasks">
                {(rows) =>
                  rows.length > 0 ? (
                    <TaskTable
                      rows={rows}
                      caption={`Tasks of ${agent.name}`}
                      shows={['state', 'messages', 'updated']}
                    />
                  ) : (
                    <EmptyState isCompact icon={<ListTodo />} title="No open task">
                      Assign it a task; it wakes and starts.
                    </EmptyState>
                  )
                }
              </Loaded>
            </Panel>
          ),
        },
        {
          id: 'runs',
          label: 'Runs',
          content: (
            <Panel isFlush>
              <Loaded query={runs} what="The runs">
                {(rows) =>
                  rows.length > 0 ? (
                    <RunTable rows={rows} caption={`Runs of ${agent.name}`} hides={['agent']} />
                  ) : (
                    <EmptyState isCompact icon={<Play />} title="It has not run yet">
                      A task, a message or its schedule wakes it. "Run now" does it by hand.
                    </EmptyState>
                  )
                }
              </Loaded>
            </Panel>
          ),
        },
        { id: 'wakes', label: 'Wakes', content: <WakeList agentId={agent.id} /> },
        {
          id: 'memory',
          label: 'Memory',
          content: <MemoryPanel scopeKind="agent" scopeId={agent.id} name={agent.name} />,
        },
        ...(hasSessions(agent.runtime)
          ? [{ id: 'sessions', label: 'Sessions', content: <SessionList agentId={agent.id} /> }]
          : []),
        { id: 'revisions', label: 'Revisions', content: <Revisions agent={agent} /> },
        { id: 'config', label: 'Settings', content: <AgentConfig agent={agent} key={agent.version} /> },
      ]}
    />
  )
}
