'use client'

import { clsx } from 'clsx'
import { type KeyboardEvent, type ReactNode, Suspense, useId, useState } from 'react'
import { Count } from './badge'
import { SkeletonRows } from './skeleton'

export type Tab = { id: string; label: string; count?: number; content: ReactNode }

type TabsProps = {
  tabs: Tab[]
  label: string
  /** Shown first, as where the address names it; else the first one. */
  initialId?: string
  onChoose?: (id: string) => void
}

/** Views of one thing, one at a time; arrows walk between them. Content may be fetched by itself (`lazy`). */
export function Tabs({ tabs, label, initialId, onChoose }: TabsProps) {
  const id = useId()
  const [chosenId, setChosenId] = useState(initialId ?? tabs[0]?.id)
  const chosen = tabs.find((tab) => tab.id === chosenId) ?? tabs[0]
  const choose = (tab: Tab) => {
    setChosenId(tab.id)
    onChoose?.(tab.id)
  }
  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0 || !chosen) return
    event.preventDefault()
    const next = tabs[(tabs.indexOf(chosen) + step + tabs.length) % tabs.length]
    if (!next) return
    choose(next)
    document.getElementById(`${id}-${next.id}`)?.focus()
  }
  return (
    <div>
      <div
        role="tablist"
        aria-label={label}
        className="mb-3 flex gap-4 overflow-x-auto shadow-[inset_0_-1px_var(--line)]"
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${id}-${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={tab === chosen ? 0 : -1}
            onClick={() => choose(tab)}
            onKeyDown={walk}
            className={clsx(
              'flex h-9 shrink-0 items-center gap-1.5 border-b-2 font-medium text-sm focus-visible:-outline-offset-2',
              tab === chosen ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
            )}
          >
            {tab.label}
            {tab.count === undefined ? null : <Count value={tab.count} />}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={chosen ? `${id}-${chosen.id}` : undefined}>
        <Suspense fallback={<SkeletonRows label={`${chosen?.label}: loading`} />}>{chosen?.content}</Suspense>
      </div>
    </div>
  )
}
