'use client'

import { useQuery } from '@tanstack/react-query'
import { ListTodo } from 'lucide-react'
import { lazy, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { CreateTask } from '@/features/tasks/ui/create-task'
import { TaskTable } from '@/features/tasks/ui/task-table'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { Tabs } from '@/ui/tabs'
import { useAddress } from '@/ui/use-address'
import { hasSessions } from '../rules/runtime'
import type { AgentView } from '../schema'

// a tab is fetched when it is chosen
const ApiKeys = lazy(() => import('@/features/access/ui/api-keys').then((part) => ({ default: part.ApiKeys })))
const MemoryPanel = lazy(() =>
  import('@/features/memory/ui/memory-panel').then((part) => ({ default: part.MemoryPanel })),
)
const AgentRuns = lazy(() => import('@/features/runs/ui/agent-runs').then((part) => ({ default: part.AgentRuns })))
const SessionList = lazy(() =>
  import('@/features/runs/ui/session-list').then((part) => ({ default: part.SessionList })),
)
const WakeList = lazy(() => import('@/features/runs/ui/wake-list').then((part) => ({ default: part.WakeList })))
const AgentConfig = lazy(() => import('./agent-config').then((part) => ({ default: part.AgentConfig })))
const AgentInstructions = lazy(() =>
  import('./agent-instructions').then((part) => ({ default: part.AgentInstructions })),
)
const AgentRuntime = lazy(() => import('./agent-runtime').then((part) => ({ default: part.AgentRuntime })))
const Revisions = lazy(() => import('./revisions').then((part) => ({ default: part.Revisions })))

/** All about an agent that needs room; the tab stands in the address. */
export function AgentTabs({ agent, pendingWakes }: { agent: AgentView; pendingWakes: number | undefined }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const grants = useGrants()
  const { params, change } = useAddress()
  const [isCreating, setIsCreating] = useState(false)
  const tasks = useQuery(trpc.tasks.listAgentWork.queryOptions({ companyId: slug, agentId: agent.id }))
  return (
    <>
      <Tabs
        label={`More about ${agent.name}`}
        initialId={params.get('tab') ?? undefined}
        onChoose={(id) => change({ tab: id === 'tasks' ? null : id })}
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
                      <EmptyState
                        isCompact
                        icon={<ListTodo />}
                        title="No open task"
                        action={
                          <Granted to="task:write">
                            <Button onClick={() => setIsCreating(true)}>Create a task for {agent.name}</Button>
                          </Granted>
                        }
                      >
                        Assign it a task; it wakes and starts.
                      </EmptyState>
                    )
                  }
                </Loaded>
              </Panel>
            ),
          },
          { id: 'runs', label: 'Runs', content: <AgentRuns agent={agent} /> },
          {
            id: 'wakes',
            label: 'Inbox',
            count: pendingWakes || undefined,
            content: <WakeList agentId={agent.id} />,
          },
          {
            id: 'instructions',
            label: 'Instructions',
            content: <AgentInstructions agent={agent} key={agent.version} />,
          },
          { id: 'runtime', label: 'Runtime', content: <AgentRuntime agent={agent} key={agent.version} /> },
          { id: 'config', label: 'Settings', content: <AgentConfig agent={agent} key={agent.version} /> },
          { id: 'revisions', label: 'Revisions', content: <Revisions agent={agent} /> },
          ...(grants.has('key:write') ? [{ id: 'keys', label: 'Keys', content: <ApiKeys agent={agent} /> }] : []),
          {
            id: 'memory',
            label: 'Memory',
            content: <MemoryPanel scopeKind="agent" scopeId={agent.id} name={agent.name} />,
          },
          ...(hasSessions(agent.runtime)
            ? [{ id: 'sessions', label: 'Sessions', content: <SessionList agentId={agent.id} /> }]
            : []),
        ]}
      />
      <CreateTask isOpen={isCreating} onClose={() => setIsCreating(false)} assigneeId={agent.id} />
    </>
  )
}
