'use client'

import { X } from 'lucide-react'
import { IconButton } from '@/ui/icon-button'
import { Input, Select } from '@/ui/input'
import { CHECK_KINDS, type CheckDraft, type CheckKind } from './acceptance-draft'

type CheckFieldsProps = {
  check: CheckDraft
  number: number
  onChange: (check: CheckDraft) => void
  onRemove: () => void
}

const kinds = Object.keys(CHECK_KINDS).filter((kind): kind is CheckKind => kind in CHECK_KINDS)

/** One check: its kind, what it looks at, what it should find. */
export function CheckFields({ check, number, onChange, onRemove }: CheckFieldsProps) {
  const text = CHECK_KINDS[check.kind]
  const isKind = (kind: string) => kinds.find((each) => each === kind) ?? check.kind
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid everywhere
    <div role="group" aria-label={`Check ${number}`} className="flex flex-wrap items-center gap-2">
      <Select
        aria-label={`Kind of check ${number}`}
        className="w-full sm:w-52"
        value={check.kind}
        onChange={(event) => onChange({ ...check, kind: isKind(event.target.value), name: '', expected: '' })}
      >
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {CHECK_KINDS[kind].label}
          </option>
        ))}
      </Select>
      <span className="min-w-40 flex-1">
        <Input
          aria-label={`${text.subject} of check ${number}`}
          className="font-mono"
          placeholder={text.placeholder}
          value={check.subject}
          onChange={(event) => onChange({ ...check, subject: event.target.value, name: '' })}
        />
      </span>
      {text.expected ? (
        <span className="w-32">
          <Input
            aria-label={`${text.expected}, of check ${number}`}
            placeholder={text.expected}
            value={check.expected}
            onChange={(event) => onChange({ ...check, expected: event.target.value })}
          />
        </span>
      ) : null}
      <IconButton label={`Remove check ${number}`} icon={<X aria-hidden className="size-4" />} onClick={onRemove} />
    </div>
  )
}
