'use client'

import { X } from 'lucide-react'
import { useState } from 'react'
import { useGrants } from '@/features/companies/ui/use-grants'
import { RelativeTime } from '@/ui/relative-time'

type InstantInputProps = {
  /** Names it for screen readers, as in "Due". */
  label: string
  /** An ISO text, or null for none. */
  value: string | null
  onChange: (value: string | null) => void
}

/** A point in time that is set, moved and cleared in place, in the reader's own zone. */
export function InstantInput({ label, value, onChange }: InstantInputProps) {
  const [isEditing, setIsEditing] = useState(false)
  const isGranted = useGrants().has('task:write')
  if (!isGranted) return value ? <RelativeTime at={value} /> : <span className="text-faint">Not set</span>
  if (isEditing) {
    return (
      <input
        type="datetime-local"
        aria-label={label}
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
        autoFocus
        defaultValue={localText(value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key === 'Escape') setIsEditing(false)
        }}
        onBlur={(event) => {
          setIsEditing(false)
          const next = instantOf(event.currentTarget.value)
          if (next !== null && localText(next) !== localText(value)) onChange(next)
        }}
        className="h-6 w-full min-w-0 rounded-[5px] border border-control/60 bg-surface px-1.5 text-sm"
      />
    )
  }
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      {value ? <RelativeTime at={value} /> : null}
      <button
        type="button"
        aria-label={`${value ? 'Change' : 'Not set'}: ${label}`}
        onClick={() => setIsEditing(true)}
        className="-my-0.5 inline-flex h-6 items-center rounded-[5px] px-1.5 text-faint text-sm first:-ml-1.5 hover:bg-hover hover:text-ink"
      >
        {value ? 'Change' : 'Not set'}
      </button>
      {value ? (
        <button
          type="button"
          aria-label={`Clear: ${label}`}
          onClick={() => onChange(null)}
          className="-my-0.5 inline-flex size-6 items-center justify-center rounded-[5px] text-faint hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-3" />
        </button>
      ) : null}
    </span>
  )
}

/** What a `datetime-local` control shows for a point in time: minutes, in the reader's zone. */
export function localText(instant: string | null): string {
  if (!instant) return ''
  const at = new Date(instant)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** What such a control says, as a point in time; null when it is empty. */
export function instantOf(local: string): string | null {
  return local ? new Date(local).toISOString() : null
}
