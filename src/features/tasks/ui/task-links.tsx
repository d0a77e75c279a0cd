'use client'

import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { Button } from '@/ui/button'
import { IconButton } from '@/ui/icon-button'
import { Panel } from '@/ui/panel'
import { NameLink } from '@/ui/text-link'
import type { TaskView } from '../schema'
import { TaskStateDot } from './task-marks'
import { TaskPicker } from './task-picker'
import { useTaskChange } from './use-task-change'

type Link = TaskView['blockedBy'][number]
type Picking = 'blocker' | 'parent' | null

/** What a task is part of, what it waits for, and what waits for it. */
export function TaskLinks({ task }: { task: TaskView }) {
  const change = useTaskChange(task)
  const [picking, setPicking] = useState<Picking>(null)
  const blockers = task.blockedBy.map((link) => link.id)
  const isGranted = useGrants().has('task:write')
  const choose = (id: string) => {
    setPicking(null)
    change(picking === 'parent' ? { parentId: id } : { blockedByIds: [...blockers, id] })
  }
  return (
    <Panel title="Links">
      <div className="flex flex-col gap-4">
        <LinkList
          title="Part of"
          links={task.parent ? [task.parent] : []}
          none="A task at the top."
          onRemove={isGranted ? () => change({ parentId: null }) : undefined}
          add={
            isGranted
              ? { label: task.parent ? 'Move' : 'Put below a task', onSelect: () => setPicking('parent') }
              : undefined
          }
        />
        <LinkList
          title="Waits for"
          links={task.blockedBy}
          none="Nothing: work can begin."
          onRemove={isGranted ? (id) => change({ blockedByIds: blockers.filter((each) => each !== id) }) : undefined}
          add={isGranted ? { label: 'Add blocker', onSelect: () => setPicking('blocker') } : undefined}
        />
        {task.blocks.length > 0 ? <LinkList title="Holds up" links={task.blocks} none="" /> : null}
      </div>
      {picking ? (
        <TaskPicker
          title={picking === 'parent' ? 'Put below which task?' : 'Which task must be done first?'}
          leavesOut={[task.id, ...(picking === 'blocker' ? blockers : [])]}
          onClose={() => setPicking(null)}
          onChoose={choose}
        />
      ) : null}
    </Panel>
  )
}

type LinkListProps = {
  title: string
  links: Link[]
  none: string
  onRemove?: (id: string) => void
  add?: { label: string; onSelect: () => void }
}

function LinkList({ title, links, none, onRemove, add }: LinkListProps) {
  const { to } = useCompanySlug()
  return (
    <section aria-label={title}>
      <h3 className="mb-1 flex items-center gap-2 text-faint text-xs">
        {title}
        {add ? (
          <Button
            size="sm"
            variant="ghost"
            className="ml-auto"
            icon={<Plus aria-hidden className="size-3" />}
            onClick={add.onSelect}
          >
            {add.label}
          </Button>
        ) : null}
      </h3>
      {links.length === 0 ? <p className="text-muted text-sm">{none}</p> : null}
      <ul className="flex flex-col">
        {links.map((link) => (
          <li key={link.id} className="flex min-h-7 items-center gap-2 text-sm">
            <TaskStateDot state={link.state} hideLabel />
            <NameLink href={to(`/tasks/${link.identifier}`)} className="min-w-0 flex-1 truncate">
              <span className="tnum mr-1.5 font-normal text-faint text-xs">{link.identifier}</span>
              {link.title}
            </NameLink>
            {onRemove ? (
              <IconButton
                size="sm"
                label={`Remove ${link.identifier}`}
                icon={<X aria-hidden className="size-3.5" />}
                onClick={() => onRemove(link.id)}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
