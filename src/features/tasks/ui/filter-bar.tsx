'use client'

import { clsx } from 'clsx'
import { Search, X } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { Menu } from '@/ui/menu'
import { DUE_VIEWS, TASK_VIEWS, type TaskFilter } from './task-filters'
import { useFilterChoices } from './use-filter-choices'

type FilterBarProps = {
  filter: TaskFilter
  searchRef: RefObject<HTMLInputElement | null>
  onChange: (change: Record<string, string | null>) => void
  /** How the tasks are shown, at the end of the second row. */
  look?: ReactNode
}

/** Views as chips, what tasks belong to, and a search box; all of it stands in the address. */
export function FilterBar({ filter, searchRef, onChange, look }: FilterBarProps) {
  const choices = useFilterChoices()
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
      <SearchBox text={filter.text} searchRef={searchRef} onChange={onChange} />
      <span className="w-full" />
      {/* biome-ignore lint/a11y/useSemanticElements: a row of chips is no fieldset */}
      <div role="group" aria-label="Only" className="flex flex-1 flex-wrap gap-1 max-sm:w-full max-sm:flex-none">
        {choices.map(({ label, options }) => (
          <FilterMenu
            key={label}
            label={label}
            options={options}
            isChosen={(option) => filter.ids[option.filter] === option.id}
            onChoose={(option, isOn) => onChange({ ...cleared(options), [option.filter]: isOn ? option.id : null })}
          />
        ))}
        <FilterMenu
          label="Due"
          options={DUE_VIEWS.map(({ id, label }) => ({ id, name: label }))}
          isChosen={(option) => filter.due === option.id}
          onChoose={(option, isOn) => onChange({ due: isOn ? option.id : null })}
        />
        <button
          type="button"
          aria-pressed={filter.isWaiting}
          onClick={() => onChange({ waiting: filter.isWaiting ? null : '1' })}
          className={chip(filter.isWaiting)}
        >
          Waits for another
        </button>
      </div>
      {look}
    </div>
  )
}

type FilterMenuProps<Option> = {
  label: string
  options: readonly Option[]
  isChosen: (option: Option) => boolean
  onChoose: (option: Option, isOn: boolean) => void
}

/** One filter: its name, or what is chosen, with a way to let go of it. */
function FilterMenu<Option extends { id: string; name: string; hint?: string }>(props: FilterMenuProps<Option>) {
  const { label, options, isChosen, onChoose } = props
  const chosen = options.find(isChosen)
  if (options.length === 0) return null
  return (
    <span className="inline-flex items-center">
      <Menu
        label={label}
        triggerClassName={clsx(chip(chosen !== undefined), chosen && 'rounded-r-none border-r-0')}
        trigger={
          <span className="block max-w-44 truncate">
            {label}
            {chosen ? `: ${chosen.name}` : ''}
          </span>
        }
        items={options.map((option) => ({
          ...{ id: option.id, label: option.name, hint: option.hint, isChecked: option === chosen },
          onSelect: () => onChoose(option, true),
        }))}
      />
      {chosen ? (
        <button
          type="button"
          aria-label={`Any ${label.toLowerCase()}`}
          onClick={() => onChoose(chosen, false)}
          className={clsx(chip(true), 'flex items-center rounded-l-none border-l-0 px-1.5')}
        >
          <X aria-hidden className="size-3" />
        </button>
      ) : null}
    </span>
  )
}

function SearchBox({ text, searchRef, onChange }: Pick<FilterBarProps, 'searchRef' | 'onChange'> & { text: string }) {
  return (
    <label className="ml-auto flex h-7 w-full items-center gap-2 rounded-md border px-2 text-faint focus-within:border-accent sm:w-64">
      <Search aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only">Search tasks</span>
      <input
        ref={searchRef}
        type="search"
        defaultValue={text}
        onChange={(event) => onChange({ q: event.target.value || null })}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        placeholder="Search titles, texts and threads"
        className="min-w-0 flex-1 bg-transparent text-base text-ink focus-visible:outline-none sm:text-sm"
      />
    </label>
  )
}

/** Agent and person are one filter with two names in the address: choosing one lets go of the other. */
function cleared(options: readonly { filter: string }[]): Record<string, null> {
  return Object.fromEntries(options.map((option) => [option.filter, null]))
}

function chip(isOn: boolean): string {
  return clsx(
    'h-6 rounded-full border px-2.5 font-medium text-xs',
    isOn ? 'border-accent/40 bg-accent-soft text-accent' : 'text-muted hover:bg-hover hover:text-ink',
  )
}
