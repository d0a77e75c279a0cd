'use client'

import { Plus, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '@/ui/button'
import { IconButton } from '@/ui/icon-button'
import { Input } from '@/ui/input'
import { listFor, type Variable, variablesIn, withVariables } from './variables'

type Config = Record<string, unknown>
type Row = Variable & { id: number; isNew: boolean }

const PLACEHOLDER: Record<Variable['kind'], string> = {
  plain: 'value',
  secret: 'A secret is kept. Type to replace it.',
  missing: 'Needs a value before it can run.',
}

/** What a run finds in its environment, or a call in its headers. Values whose names speak of secrets are kept as secrets. */
export function VariableFields({ runtime, config }: { runtime: string; config: Config }) {
  const id = useId()
  const list = listFor(runtime)
  const [rows, setRows] = useState<Row[]>(() =>
    variablesIn(config, list).map((variable, index) => ({ ...variable, id: index, isNew: false })),
  )
  const add = () =>
    setRows([
      ...rows,
      { id: Math.max(0, ...rows.map((row) => row.id)) + 1, isNew: true, kind: 'plain', name: '', value: '' },
    ])
  return (
    <fieldset className="flex flex-col gap-2" aria-describedby={`${id}-hint`}>
      <legend className="mb-1.5 font-medium text-sm">{list === 'env' ? 'Variables' : 'Headers'}</legend>
      {rows.map((row) => (
        <div key={row.id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-center gap-2">
          <Input
            name="variableName"
            aria-label={row.isNew ? 'Name of the new one' : `Name of ${row.name}`}
            defaultValue={row.name}
            readOnly={!row.isNew}
            placeholder={list === 'env' ? 'MODE' : 'x-mode'}
            spellCheck={false}
            autoComplete="off"
            className="font-mono read-only:bg-sunken"
          />
          <Input
            name="variableValue"
            aria-label={row.isNew ? 'Value of the new one' : `Value of ${row.name}`}
            type={row.kind === 'plain' ? 'text' : 'password'}
            defaultValue={row.value}
            placeholder={PLACEHOLDER[row.kind]}
            aria-invalid={row.kind === 'missing' || undefined}
            spellCheck={false}
            autoComplete={row.kind === 'plain' ? 'off' : 'new-password'}
            className="font-mono"
          />
          <IconButton
            label={row.isNew ? 'Remove the new one' : `Remove ${row.name}`}
            icon={<Trash2 aria-hidden className="size-3.5" />}
            onClick={() => setRows(rows.filter((other) => other !== row))}
          />
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button size="sm" icon={<Plus aria-hidden className="size-3" />} onClick={add}>
          {list === 'env' ? 'Add variable' : 'Add header'}
        </Button>
        <p id={`${id}-hint`} className="text-muted text-xs">
          What is named like a token, key or password is kept as a secret.
        </p>
      </div>
    </fieldset>
  )
}

/** The settings with the variables of a sent form. */
export function readVariables(form: FormData, runtime: string, config: Config): Config {
  const values = form.getAll('variableValue').map(String)
  const sent = form
    .getAll('variableName')
    .map((name, index) => ({ name: String(name).trim(), value: values[index] ?? '' }))
  return withVariables(config, listFor(runtime), sent)
}
