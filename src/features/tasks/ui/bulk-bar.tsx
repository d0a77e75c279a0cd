'use client'

import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import type { Reach } from '@/features/companies/ui/use-reach'
import { Avatar } from '@/ui/avatar'
import { buttonClass } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { IconButton } from '@/ui/icon-button'
import { inNameOrder } from '@/ui/in-name-order'
import { Menu, type MenuItem } from '@/ui/menu'
import { whyNotMoved } from '../rules/moves'
import { isOver } from '../rules/state-machine'
import type { TaskRow, TaskState } from '../schema'
import { assigneeChange, labelChange, priorityChange, type RowChange, type Somebody, stateChange } from './row-change'
import {
  ALL_PRIORITIES,
  ALL_TASK_STATES,
  labelOfState,
  PRIORITY_LABEL,
  PriorityMark,
  TASK_STATUS,
  TaskStateDot,
} from './task-marks'
import { type Deed, useBulkChange } from './use-bulk-change'

type ChosenProps = { tasks: TaskRow[]; reach: Reach<'task:write'> }

/** What can be done with the chosen tasks, at the foot of the screen. */
export function BulkBar({ tasks, reach, onClear }: ChosenProps & { onClear: () => void }) {
  const beyond = tasks.filter((task) => !reach.has(task.id)).length
  return (
    <div
      role="toolbar"
      aria-label="Chosen tasks"
      className="fixed inset-x-3 bottom-16 z-40 mx-auto flex max-w-xl flex-wrap items-center gap-1.5 rounded-lg border bg-surface py-1.5 pr-1.5 pl-3 shadow-pop sm:bottom-4"
    >
      <span role="status" className="tnum mr-auto font-medium text-sm">
        {tasks.length} chosen
        {beyond > 0 ? (
          <span className="font-normal text-muted text-xs"> {beyondText(beyond, tasks.length)}</span>
        ) : null}
      </span>
      {beyond < tasks.length ? <Choices tasks={tasks} reach={reach} /> : null}
      <IconButton size="sm" label="Choose none" icon={<X className="size-3.5" />} onClick={onClear} />
    </div>
  )
}

function Choices({ tasks, reach }: ChosenProps) {
  const change = useBulkChange(reach)
  const [ends, setEnds] = useState<TaskState | null>(null)
  const all = (changeOf: (task: TaskRow) => RowChange | null, said: string) =>
    void change(
      tasks.flatMap((task): Deed[] => {
        const each = changeOf(task)
        return each ? [{ task, change: each }] : []
      }),
      said,
    )
  const move = (state: TaskState) => {
    const deeds = tasks
      .filter((task) => task.state !== state)
      .map((task): Deed => {
        const reason = whyNotMoved(task, state, labelOfState)
        return reason ? { task, reason } : { task, change: stateChange(task, state) }
      })
    void change(deeds, labelOfState(state))
  }
  return (
    <>
      <Choice label="Assign" items={useAssignees((to) => all((task) => assigneeChange(task, to), assignedText(to)))} />
      <Choice
        label="State"
        items={ALL_TASK_STATES.map((state) => ({
          ...{ id: state, label: TASK_STATUS[state].label, icon: <TaskStateDot state={state} hideLabel /> },
          onSelect: () => (isOver(state) ? setEnds(state) : move(state)),
        }))}
      />
      <Choice
        label="Priority"
        items={ALL_PRIORITIES.map((priority) => ({
          ...{ id: priority, label: PRIORITY_LABEL[priority], icon: <PriorityMark priority={priority} hideLabel /> },
          onSelect: () => all(() => priorityChange(priority), `priority ${PRIORITY_LABEL[priority].toLowerCase()}`),
        }))}
      />
      <Choice
        label="Label"
        items={useLabels(tasks, (label, isOn) =>
          all((task) => labelChange(task, label, isOn), `${isOn ? 'labelled' : 'no longer labelled'} ${label.name}`),
        )}
      />
      <ConfirmDialog
        isOpen={ends !== null}
        onClose={() => setEnds(null)}
        onConfirm={() => {
          if (ends) move(ends)
          setEnds(null)
        }}
        title={ends === 'done' ? 'Mark as done?' : 'Cancel tasks?'}
        effect={`${tasks.length === 1 ? 'One task is' : `${tasks.length} tasks are`} over then: nobody works on them any more, and they are not undone but reopened one by one. A task with checks is done only when they pass.`}
        action={ends === 'done' ? 'Mark as done' : 'Cancel tasks'}
        isDanger={ends === 'cancelled'}
      />
    </>
  )
}

/** Says before anything is done that it is not done to all. */
function beyondText(beyond: number, of: number): string {
  if (of === 1) return 'It is not of your teams: you may only read it.'
  return beyond === of
    ? 'None is of your teams: you may only read them.'
    : `${beyond} not of your teams stay as they are`
}

function Choice({ label, items }: { label: string; items: MenuItem[] }) {
  return <Menu label={label} trigger={label} triggerClassName={buttonClass('default', 'sm')} items={items} />
}

const assignedText = (to: Somebody | null) => (to ? `assigned to ${to.name}` : 'assigned to nobody')

function useAssignees(onSelect: (to: Somebody | null) => void): MenuItem[] {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const agents =
    useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder })).data ?? []
  const members = useQuery(trpc.org.listMembers.queryOptions({ companyId: slug }, { select: inNameOrder })).data ?? []
  const item = (
    kind: Somebody['kind'],
    { id, name }: { id: string; name: string },
    startsGroup: boolean,
  ): MenuItem => ({
    ...{ id, label: name, icon: <Avatar name={name} kind={kind} />, startsGroup },
    onSelect: () => onSelect({ kind, id, name }),
  })
  return [
    { id: 'nobody', label: 'Nobody', onSelect: () => onSelect(null) },
    ...members.map((member, index) => item('person', member, index === 0)),
    ...agents.map((agent, index) => item('agent', agent, index === 0)),
  ]
}

function useLabels(tasks: TaskRow[], onSelect: (label: TaskRow['labels'][number], isOn: boolean) => void): MenuItem[] {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const labels = useQuery(trpc.tasks.listLabels.queryOptions({ companyId: slug })).data ?? []
  return labels.map((label) => {
    const isOnAll = tasks.every((task) => task.labels.some(({ id }) => id === label.id))
    return { id: label.id, label: label.name, isChecked: isOnAll, onSelect: () => onSelect(label, !isOnAll) }
  })
}
