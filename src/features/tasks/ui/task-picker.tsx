'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Dialog } from '@/ui/dialog'
import { Input } from '@/ui/input'
import { TaskStateDot } from './task-marks'

type TaskPickerProps = {
  title: string
  /** Ids of tasks that cannot be chosen. */
  leavesOut: readonly string[]
  onClose: () => void
  onChoose: (taskId: string) => void
}

/** Finds one task by its identifier or words of its title. */
export function TaskPicker({ title, leavesOut, onClose, onChoose }: TaskPickerProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [text, setText] = useState('')
  const q = useDeferredValue(text.trim()) || undefined
  const query = useQuery(
    trpc.tasks.listTasks.queryOptions({ companyId: slug, q, limit: 30 }, { placeholderData: keepPreviousData }),
  )
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <Input
        value={text}
        onChange={(event) => setText(event.target.value)}
        aria-label="Find a task"
        placeholder="Identifier or title"
        autoComplete="off"
      />
      <div className="mt-2 min-h-64">
        <Loaded query={query} what="The tasks">
          {(tasks) => {
            const shown = tasks.filter((task) => !leavesOut.includes(task.id))
            if (shown.length === 0) return <p className="p-2 text-muted text-sm">No other task fits these words.</p>
            return (
              <ul className="flex flex-col">
                {shown.map((task) => (
                  <li key={task.id}>
                    <button
                      type="button"
                      onClick={() => onChoose(task.id)}
                      className="flex min-h-9 w-full items-center gap-2 rounded-md px-2 text-left text-sm hover:bg-hover sm:min-h-8"
                    >
                      <TaskStateDot state={task.state} hideLabel />
                      <span className="tnum shrink-0 text-faint text-xs">{task.identifier}</span>
                      <span className="min-w-0 truncate">{task.title}</span>
                    </button>
                  </li>
                ))}
              </ul>
            )
          }}
        </Loaded>
      </div>
    </Dialog>
  )
}
