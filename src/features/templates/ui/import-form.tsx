'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check, CircleAlert, TriangleAlert } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { parseId } from '@/platform/ids'
import { Button, ButtonLink } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { TextLink } from '@/ui/text-link'
import type { ImportOptions } from '../schema'
import { planLines } from './plan-words'
import {
  type Destination,
  type Imported,
  type ImportWish,
  importBundle,
  type Preview,
  previewBundle,
} from './send-bundle'

const COLLISIONS: Record<ImportOptions['collisions'], string> = {
  rename: 'Give the new one another name',
  skip: 'Leave what is here as it is',
  replace: 'Change what is here to what the bundle says',
}

type ImportFormProps = {
  /** The company that may be extended; absent: a new one is founded. */
  here?: { slug: string; name: string }
  /** A button for giving up, beside the others. */
  cancel?: ReactNode
}

/** Brings a bundle in, in three steps: choose it, read what would happen, and see what did. */
export function ImportForm({ here, cancel }: ImportFormProps) {
  const queryClient = useQueryClient()
  const [wish, setWish] = useState<ImportWish>()
  const preview = useMutation({ mutationFn: previewBundle })
  // not asked again until the next page: a first company would otherwise open before anybody has read what is left to do
  const markStale = () => queryClient.invalidateQueries({ refetchType: here ? 'active' : 'none' })
  const bringIn = useMutation({ mutationFn: importBundle, onSuccess: markStale })
  if (bringIn.data) return <Done imported={bringIn.data} />
  if (wish && preview.data) {
    return (
      <Plan
        preview={preview.data}
        problem={bringIn.error?.message}
        isBusy={bringIn.isPending}
        onImport={() => bringIn.mutate(wish)}
        onBack={() => {
          preview.reset()
          bringIn.reset()
        }}
      />
    )
  }
  return (
    <Choose
      here={here}
      cancel={cancel}
      problem={preview.error?.message}
      isBusy={preview.isPending}
      onChosen={(chosen) => {
        setWish(chosen)
        preview.mutate(chosen)
      }}
    />
  )
}

type ChooseProps = ImportFormProps & { problem?: string; isBusy: boolean; onChosen: (wish: ImportWish) => void }

function Choose({ here, cancel, problem, isBusy, onChosen }: ChooseProps) {
  const [into, setInto] = useState<Destination>(here?.slug ?? null)
  const [missing, setMissing] = useState<string>()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const file = form.get('file')
    const isChosen = file instanceof File && file.size > 0
    setMissing(isChosen ? undefined : 'Choose the file that a company was exported to.')
    if (!isChosen) return
    const collisions = (Object.keys(COLLISIONS) as ImportOptions['collisions'][]).find(
      (each) => each === form.get('collisions'),
    )
    onChosen({ file, into, collisions, name: form.get('name')?.toString().trim() || undefined })
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field
        label="Bundle"
        hint="A .paperclip file. First you see what it would do; nothing is changed."
        error={missing}
      >
        {(control) => (
          <Input
            {...control}
            type="file"
            name="file"
            accept=".paperclip,.zip,application/zip"
            className="pl-1 leading-7 file:mr-2.5 file:rounded-sm file:border-0 file:bg-sunken file:px-2 file:py-1 file:font-medium file:text-ink file:text-xs"
          />
        )}
      </Field>
      {here ? (
        <Field label="Import it">
          {(control) => (
            <Select
              {...control}
              value={into ?? ''}
              onChange={(event) => setInto(event.target.value === '' ? null : event.target.value)}
            >
              <option value={here.slug}>Into {here.name}</option>
              <option value="">As a new company</option>
            </Select>
          )}
        </Field>
      ) : null}
      {into === null ? (
        <Field label="Name of the company" isOptional hint="Left empty, it is called as in the bundle.">
          {(control) => <Input {...control} name="name" maxLength={120} autoComplete="off" />}
        </Field>
      ) : (
        <Field label="Where a name is taken">
          {(control) => (
            <Select {...control} name="collisions" defaultValue="rename">
              {Object.entries(COLLISIONS).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <FormProblem text={problem} />
      <div className="flex flex-wrap justify-end gap-2">
        {cancel}
        <Button type="submit" variant="primary" isBusy={isBusy}>
          Show what it would do
        </Button>
      </div>
    </form>
  )
}

type PlanProps = { preview: Preview; problem?: string; isBusy: boolean; onImport: () => void; onBack: () => void }

function Plan({ preview, problem, isBusy, onImport, onBack }: PlanProps) {
  const { plan, warnings } = preview
  const lines = planLines(preview)
  const isNew = plan.company.action === 'create'
  return (
    <div className="flex flex-col gap-4 text-sm">
      <p className="font-medium">{isNew ? `Founds ${plan.company.name}` : `Adds to ${plan.company.name}`}</p>
      <ul className="flex flex-col gap-2">
        {lines.length === 0 ? <li className="text-muted">The bundle holds nothing else.</li> : null}
        {lines.map(({ text, notes }) => (
          <Line key={text} icon={<Check aria-hidden className="text-good" />} text={text} notes={notes} />
        ))}
        {warnings.map((text) => (
          <Line key={text} icon={<TriangleAlert aria-hidden className="text-warn" />} text={text} />
        ))}
        {plan.errors.map((text) => (
          <Line key={text} icon={<CircleAlert aria-hidden className="text-bad" />} text={text} />
        ))}
      </ul>
      {plan.errors.length > 0 ? (
        <FormProblem text="The bundle does not fit together. Nothing can be imported." />
      ) : null}
      <FormProblem text={problem} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onBack} disabled={isBusy}>
          Back
        </Button>
        <Button variant="primary" isBusy={isBusy} disabled={plan.errors.length > 0} onClick={onImport}>
          {isNew ? 'Found the company' : 'Import'}
        </Button>
      </div>
    </div>
  )
}

/** So many stand open; the rest unfolds. */
const SHOWN_NOTES = 4

function Line({ icon, text, notes = [] }: { icon: ReactNode; text: string; notes?: string[] }) {
  return (
    <li className="flex gap-2.5 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0">
      {icon}
      <div className="min-w-0 break-words">
        {text}
        <Notes notes={notes.slice(0, SHOWN_NOTES)} />
        {notes.length > SHOWN_NOTES ? (
          <details>
            <summary className="cursor-pointer text-muted">{notes.length - SHOWN_NOTES} more</summary>
            <Notes notes={notes.slice(SHOWN_NOTES)} />
          </details>
        ) : null}
      </div>
    </li>
  )
}

function Notes({ notes }: { notes: string[] }) {
  return notes.map((note) => (
    <p key={note} className="text-muted">
      {note}
    </p>
  ))
}

/** What came of it, and what is left to do: values to give, agents to resume. */
function Done({ imported }: { imported: Imported }) {
  const { slug, name, agents, inputs, plan } = imported
  const home = `/c/${slug}`
  const nameOf = (key: string) => plan.agents.find((agent) => agent.key === key)?.name ?? key
  const addressOf = (key: string) => {
    const id = agents.find((agent) => agent.key === key)?.id
    return `${home}/agents/${(id && parseId('agent', id)) ?? ''}`
  }
  return (
    <div className="flex flex-col gap-4 text-sm" role="status">
      <p>
        The bundle is imported into {name}.
        {agents.length > 0
          ? ` ${agents.length === 1 ? '1 agent is' : `${agents.length} agents are`} paused until you resume ${agents.length === 1 ? 'it' : 'them'}.`
          : ''}
      </p>
      {inputs.length > 0 ? (
        <div>
          <h3 className="mb-1 font-medium">Give these values first</h3>
          <ul className="flex flex-col gap-1">
            {inputs.map((input) => (
              <li key={`${input.agent} ${input.setting}`}>
                <code className="font-mono text-xs">{input.name}</code> of{' '}
                <TextLink href={addressOf(input.agent)}>{nameOf(input.agent)}</TextLink>
                {input.description ? <span className="block text-muted text-xs">{input.description}</span> : null}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <div className="flex justify-end">
        <ButtonLink variant="primary" href={`${home}/agents`}>
          Open the agents
        </ButtonLink>
      </div>
    </div>
  )
}
