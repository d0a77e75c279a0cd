'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Avatar } from '@/ui/avatar'
import { Menu, type MenuItem } from '@/ui/menu'
import { Money } from '@/ui/money'
import { Facts } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { TextLink } from '@/ui/text-link'
import { isOver, nextStates } from '../rules/state-machine'
import type { TaskView } from '../schema'
import { ALL_PRIORITIES, PRIORITY_LABEL, PriorityMark, TASK_STATUS, TaskStateDot } from './task-marks'
import { useTaskChange } from './use-task-change'

/** State, priority and assignee, each changed in place; below them the facts. */
export function TaskProperties({ task }: { task: TaskView }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug }))
  const change = useTaskChange(task, agents.data ?? [])
  const states = nextStates(task.state).map((state) => ({
    id: state,
    label: isOver(task.state) ? 'Reopen' : TASK_STATUS[state].label,
    icon: <TaskStateDot state={state} hideLabel />,
    onSelect: () => change({ state, reopen: isOver(task.state) || undefined }),
  }))
  const priorities = ALL_PRIORITIES.map((priority) => ({
    id: priority,
    label: PRIORITY_LABEL[priority],
    isChecked: priority === task.priority,
    onSelect: () => change({ priority }),
  }))
  const assignees = [
    { id: 'nobody', label: 'Nobody', isChecked: !task.assigneeId, onSelect: () => change({ assigneeId: null }) },
    ...(agents.data ?? []).map((agent) => ({
      id: agent.id,
      label: agent.name,
      hint: agent.title || undefined,
      icon: <Avatar name={agent.name} />,
      isChecked: agent.id === task.assigneeId,
      onSelect: () => change({ assigneeId: agent.id }),
    })),
  ]
  const facts = [
    {
      name: 'State',
      value: <Property label="Change state" items={states} shown={<TaskStateDot state={task.state} />} />,
    },
    {
      name: 'Assignee',
      value: <Property label="Change assignee" items={assignees} shown={<AssigneeName name={task.assigneeName} />} />,
    },
    {
      name: 'Priority',
      value: <Property label="Change priority" items={priorities} shown={<PriorityMark priority={task.priority} />} />,
    },
    task.complexity && { name: 'Complexity', value: task.complexity },
    { name: 'Cost', value: <Money micros={task.costMicros} /> },
    { name: 'Lease', value: <LeaseLine task={task} /> },
    { name: 'Created', value: <RelativeTime at={task.createdAt} /> },
    task.startedAt && { name: 'Started', value: <RelativeTime at={task.startedAt} /> },
    task.completedAt && { name: 'Finished', value: <RelativeTime at={task.completedAt} /> },
    task.assigneeId && {
      name: 'Agent',
      value: <TextLink href={to(`/agents/${task.assigneeId}`)}>Look at the agent</TextLink>,
    },
  ]
  return <Facts facts={facts.filter((fact) => typeof fact === 'object' && fact !== null)} />
}

function Property({ label, items, shown }: { label: string; items: MenuItem[]; shown: ReactNode }) {
  return (
    <Menu
      label={label}
      items={items}
      triggerClassName="-mx-1.5 -my-0.5 inline-flex h-6 max-w-full items-center align-top gap-1.5 rounded-[5px] px-1.5 text-sm hover:bg-hover"
      trigger={
        <>
          {shown}
          <ChevronDown aria-hidden className="size-3 shrink-0 text-faint" />
          <span className="sr-only">{label}</span>
        </>
      }
    />
  )
}

function AssigneeName({ name }: { name: string | null }) {
  if (!name) return <span className="text-faint">Nobody</span>
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <Avatar name={name} />
      <span className="truncate">{name}</span>
    </span>
  )
}

function LeaseLine({ task }: { task: TaskView }) {
  const { to } = useCompanySlug()
  if (!task.lease) return <span className="text-muted">Free: nobody holds it</span>
  const until = <RelativeTime at={task.lease.expiresAt} />
  return (
    <span>
      Held by {task.lease.agentName}, ends {until} unless renewed
      {task.lease.runId ? (
        <>
          {' · '}
          <TextLink href={to(`/runs/${task.lease.runId}`)}>the run</TextLink>
        </>
      ) : null}
    </span>
  )
}
