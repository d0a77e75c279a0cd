'use client'

import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Layers } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { inNameOrder } from '@/ui/in-name-order'
import type { MenuItem } from '@/ui/menu'
import { Money } from '@/ui/money'
import { Facts } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { TextLink } from '@/ui/text-link'
import { isOver, nextStates } from '../rules/state-machine'
import type { TaskView } from '../schema'
import { InstantInput } from './instant-input'
import { PropertyMenu, SomebodyName } from './property-menu'
import { TaskLabels } from './task-labels'
import { TaskLease } from './task-lease'
import { ALL_PRIORITIES, PRIORITY_LABEL, PriorityMark, TASK_STATUS, TaskStateDot } from './task-marks'
import { type Change, useTaskChange } from './use-task-change'

type Fact = { name: string; value: ReactNode }

/** How many properties stand before the thread at phone width; the others unfold. */
const ALWAYS_SHOWN = 4

/** What a task has, each changed in place; below it the facts that nobody changes. */
export function TaskProperties({ task }: { task: TaskView }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [showsAll, setShowsAll] = useState(false)
  const agents =
    useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder })).data ?? []
  const members = useQuery(trpc.org.listMembers.queryOptions({ companyId: slug }, { select: inNameOrder })).data ?? []
  const projects = useQuery(trpc.goals.listProjects.queryOptions({ companyId: slug, limit: 500 })).data ?? []
  const change = useTaskChange(task, [...agents, ...members])
  const assigneeKind = task.assigneePersonId ? 'person' : 'agent'
  const facts: Fact[] = [
    { name: 'State', value: <State task={task} change={change} /> },
    {
      name: 'Assignee',
      value: (
        <PropertyMenu
          label="Change assignee"
          items={assigneeItems(task, agents, members, change)}
          shown={<SomebodyName name={task.assigneeName ?? task.assigneePersonName} kind={assigneeKind} />}
        />
      ),
    },
    {
      name: 'Accountable',
      value: (
        <PropertyMenu
          label="Change who is accountable"
          items={accountableItems(task, agents, members, change)}
          shown={
            <SomebodyName
              name={task.accountable.name ?? 'The company'}
              kind={task.accountable.kind === 'person' ? 'person' : 'agent'}
            />
          }
        />
      ),
    },
    { name: 'Priority', value: <Priority task={task} change={change} /> },
    {
      name: 'Project',
      value: (
        <PropertyMenu
          label="Change project"
          items={[
            { id: 'none', label: 'None', isChecked: !task.projectId, onSelect: () => change({ projectId: null }) },
            ...projects.map(({ id, name, pausedAt }) => ({
              ...{ id, label: name, hint: pausedAt ? 'Paused' : undefined, isChecked: id === task.projectId },
              onSelect: () => change({ projectId: id }),
            })),
          ]}
          shown={
            task.project ? (
              <span className="truncate">{task.project.name}</span>
            ) : (
              <span className="text-faint">None</span>
            )
          }
        />
      ),
    },
    { name: 'Labels', value: <TaskLabels task={task} onChange={(labelIds) => change({ labelIds })} /> },
    {
      name: 'Due',
      value: <InstantInput label="Due" value={task.dueAt} onChange={(dueAt) => change({ dueAt })} />,
    },
    {
      name: 'Not before',
      value: <InstantInput label="Not before" value={task.notBefore} onChange={(notBefore) => change({ notBefore })} />,
    },
    ...fixedFacts(task),
  ]
  return (
    <>
      <Facts facts={facts.slice(0, ALWAYS_SHOWN)} />
      <div className={clsx('mt-1.5', showsAll || 'max-sm:hidden')}>
        <Facts facts={facts.slice(ALWAYS_SHOWN)} />
      </div>
      <Button
        size="sm"
        className="mt-2 sm:hidden"
        aria-expanded={showsAll}
        onClick={() => setShowsAll((shown) => !shown)}
      >
        {showsAll ? 'Show fewer properties' : 'Show all properties'}
      </Button>
    </>
  )
}

function fixedFacts(task: TaskView): Fact[] {
  return [
    { name: 'Lease', value: <TaskLease task={task} /> },
    ...(task.isDeep ? [{ name: 'Depth', value: <Depth task={task} /> }] : []),
    ...(task.complexity ? [{ name: 'Complexity', value: task.complexity }] : []),
    ...(task.billingCode ? [{ name: 'Billing code', value: task.billingCode }] : []),
    { name: 'Cost', value: <Money micros={task.costMicros} /> },
    { name: 'Created', value: <RelativeTime at={task.createdAt} /> },
    ...(task.startedAt ? [{ name: 'Started', value: <RelativeTime at={task.startedAt} /> }] : []),
    ...(task.completedAt ? [{ name: 'Finished', value: <RelativeTime at={task.completedAt} /> }] : []),
    ...(task.assigneeId
      ? [{ name: 'Agent', value: <AgentLink agentId={task.assigneeId} name={task.assigneeName} /> }]
      : []),
  ]
}

type Changing = { task: TaskView; change: (change: Change) => void }

function State({ task, change }: Changing) {
  const items = nextStates(task.state).map((state) => ({
    id: state,
    label: isOver(task.state) ? 'Reopen' : TASK_STATUS[state].label,
    icon: <TaskStateDot state={state} hideLabel />,
    onSelect: () => change({ state, reopen: isOver(task.state) || undefined }),
  }))
  return <PropertyMenu label="Change state" items={items} shown={<TaskStateDot state={task.state} />} />
}

function Priority({ task, change }: Changing) {
  const items = ALL_PRIORITIES.map((priority) => ({
    id: priority,
    label: PRIORITY_LABEL[priority],
    isChecked: priority === task.priority,
    onSelect: () => change({ priority }),
  }))
  return <PropertyMenu label="Change priority" items={items} shown={<PriorityMark priority={task.priority} />} />
}

function Depth({ task }: { task: TaskView }) {
  return (
    <Badge tone="warn" icon={<Layers aria-hidden />}>
      Handed on {task.requestDepth} times
    </Badge>
  )
}

function AgentLink({ agentId, name }: { agentId: string; name: string | null }) {
  const { to } = useCompanySlug()
  return <TextLink href={to(`/agents/${agentId}`)}>{name ? `${name}'s page` : 'Its page'}</TextLink>
}

type Agents = Outputs['org']['listAgents']
type Members = Outputs['org']['listMembers']

function assigneeItems(task: TaskView, agents: Agents, members: Members, change: Changing['change']): MenuItem[] {
  const isNobody = !task.assigneeId && !task.assigneePersonId
  const setNobody = () => change(task.assigneePersonId ? { assigneePersonId: null } : { assigneeId: null })
  return [
    { id: 'nobody', label: 'Nobody', isChecked: isNobody, onSelect: setNobody },
    ...somebody(agents, members, {
      isChecked: (id) => id === task.assigneeId || id === task.assigneePersonId,
      onSelect: (kind, id) => change(kind === 'agent' ? { assigneeId: id } : { assigneePersonId: id }),
    }),
  ]
}

function accountableItems(task: TaskView, agents: Agents, members: Members, change: Changing['change']): MenuItem[] {
  return somebody(agents, members, {
    isChecked: (id) => id === task.accountable.id,
    onSelect: (kind, id) => change({ accountable: { kind, id } }),
  })
}

type Choice = { isChecked: (id: string) => boolean; onSelect: (kind: 'agent' | 'person', id: string) => void }

function somebody(agents: Agents, members: Members, choice: Choice): MenuItem[] {
  const row = (kind: 'agent' | 'person', one: { id: string; name: string; title: string }, startsGroup: boolean) => ({
    ...{ id: one.id, label: one.name, hint: one.title || undefined, startsGroup },
    icon: <Avatar name={one.name} kind={kind} />,
    isChecked: choice.isChecked(one.id),
    onSelect: () => choice.onSelect(kind, one.id),
  })
  return [
    ...members.map((member, index) => row('person', member, index === 0)),
    ...agents.map((agent, index) => row('agent', agent, index === 0)),
  ]
}
