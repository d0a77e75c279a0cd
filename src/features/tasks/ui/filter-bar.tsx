'use client'

import { clsx } from 'clsx'
import { Search, X } from 'lucide-react'
import type { RefObject } from 'react'
import { Menu } from '@/ui/menu'
import { TASK_VIEWS, type TaskFilter } from './task-filters'

type FilterBarProps = {
  filter: TaskFilter
  agents: { id: string; name: string }[]
  searchRef: RefObject<HTMLInputElement | null>
  onChange: (change: Record<string, string | null>) => void
}

/** Views as chips, the assignee, and a search box; all of it stands in the address. */
export function FilterBar({ filter, agents, searchRef, onChange }: FilterBarProps) {
  const assignee = agents.find((agent) => agent.id === filter.assigneeId)
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-b px-3 py-2 sm:px-4">
      {/* biome-ignore lint/a11y/useSemanticElements: a row of chips is no fieldset */}
      <div role="group" aria-label="Show" className="flex flex-wrap gap-1">
        {TASK_VIEWS.map((view) => (
          <button
            key={view.id}
            type="button"
            aria-pressed={filter.view === view.id}
            onClick={() => onChange({ view: view.id === 'open' ? null : view.id, state: null })}
            className={chip(filter.view === view.id)}
          >
            {view.label}
          </button>
        ))}
      </div>
      <Menu
        label="Assignee"
        triggerClassName={chip(assignee !== undefined)}
        trigger={assignee ? `Assignee: ${assignee.name}` : 'Assignee'}
        items={agents.map((agent) => ({
          id: agent.id,
          label: agent.name,
          isChecked: agent.id === filter.assigneeId,
          onSelect: () => onChange({ assignee: agent.id }),
        }))}
      />
      {assignee ? (
        <button
          type="button"
          aria-label="Any assignee"
          onClick={() => onChange({ assignee: null })}
          className="flex size-6 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      ) : null}
      <label className="ml-auto flex h-7 w-full items-center gap-2 rounded-md border px-2 text-faint focus-within:border-accent sm:w-56">
        <Search aria-hidden className="size-3.5 shrink-0" />
        <span className="sr-only">Search in these tasks</span>
        <input
          ref={searchRef}
          defaultValue={filter.text}
          onChange={(event) => onChange({ q: event.target.value || null })}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          placeholder="Search in these tasks"
          className="min-w-0 flex-1 bg-transparent text-ink text-sm focus-visible:outline-none"
        />
      </label>
    </div>
  )
}

function chip(isOn: boolean): string {
  return clsx(
    'h-6 rounded-full border px-2.5 font-medium text-xs',
    isOn ? 'border-accent/40 bg-accent-soft text-accent' : 'text-muted hover:bg-hover hover:text-ink',
  )
}
