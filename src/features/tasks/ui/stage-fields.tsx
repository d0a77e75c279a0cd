'use client'

import { X } from 'lucide-react'
import { IconButton } from '@/ui/icon-button'
import { Input, Select } from '@/ui/input'

type Participant = { type: 'agent' | 'person'; id: string }

/** A stage as it is being written; `id` once it was stored. */
export type StageDraft = {
  key: string
  id?: string
  type: 'review' | 'approval'
  approvalsNeeded: number
  participants: Participant[]
}

type StageFieldsProps = {
  stage: StageDraft
  number: number
  people: (Participant & { name: string })[]
  onChange: (stage: StageDraft) => void
  onRemove: () => void
}

/** One stage: review or approval, by whom, and how many of them. */
export function StageFields({ stage, number, people, onChange, onRemove }: StageFieldsProps) {
  const { participants } = stage
  const add = (id: string) => {
    const found = people.find((each) => each.id === id)
    if (found) onChange({ ...stage, participants: [...participants, { type: found.type, id: found.id }] })
  }
  const take = (id: string) => {
    const left = participants.filter((each) => each.id !== id)
    onChange({
      ...stage,
      participants: left,
      approvalsNeeded: Math.max(1, Math.min(stage.approvalsNeeded, left.length)),
    })
  }
  const free = people.filter((each) => !participants.some((other) => other.id === each.id))
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid everywhere
    <div role="group" aria-label={`Stage ${number}`} className="flex flex-wrap items-center gap-2">
      <Select
        aria-label={`Kind of stage ${number}`}
        className="w-32"
        value={stage.type}
        onChange={(event) => onChange({ ...stage, type: event.target.value === 'approval' ? 'approval' : 'review' })}
      >
        <option value="review">Review</option>
        <option value="approval">Approval</option>
      </Select>
      <span className="flex min-w-40 flex-1 flex-wrap items-center gap-1">
        {participants.map(({ id }) => {
          const name = people.find((each) => each.id === id)?.name ?? 'Somebody who left'
          return (
            <span key={id} className="inline-flex h-7 items-center gap-1 rounded-md border pl-2 text-sm">
              {name}
              <IconButton
                size="sm"
                label={`Take ${name} off stage ${number}`}
                icon={<X aria-hidden className="size-3" />}
                onClick={() => take(id)}
              />
            </span>
          )
        })}
        <Select
          aria-label={`Add somebody to stage ${number}`}
          className="w-40"
          value=""
          onChange={(event) => add(event.target.value)}
        >
          <option value="">Add somebody…</option>
          {free.map(({ id, name, type }) => (
            <option key={id} value={id}>
              {type === 'person' ? `${name} (person)` : name}
            </option>
          ))}
        </Select>
      </span>
      {participants.length > 1 ? (
        <span className="flex items-center gap-2 text-muted text-sm">
          <span className="w-16">
            <Input
              type="number"
              min={1}
              max={participants.length}
              aria-label={`How many must agree in stage ${number}`}
              value={stage.approvalsNeeded}
              onChange={(event) => onChange({ ...stage, approvalsNeeded: Number(event.target.value) || 1 })}
            />
          </span>
          must agree
        </span>
      ) : null}
      <IconButton label={`Remove stage ${number}`} icon={<X aria-hidden className="size-4" />} onClick={onRemove} />
    </div>
  )
}
