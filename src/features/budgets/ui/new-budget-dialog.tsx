'use client'

import { skipToken, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompany, useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { inNameOrder } from '@/ui/in-name-order'
import { Input, Select } from '@/ui/input'
import { useToast } from '@/ui/toast'
import type { BudgetView } from '../schema'
import { budgetEffect } from './budget-effect'
import { AmountFields, readAmount, readPercents } from './budget-fields'
import { METRICS, SCOPES, WINDOWS } from './budget-words'

type Kind = BudgetView['scopeKind']

type Draft = {
  kind: Kind
  scopeId: string
  metric: BudgetView['metric']
  /** The id of a common window, or `hours` for another rolling one. */
  windowId: string
  hours: string
  cap: string
  warn: string
  stop: string
}

const NEW: Omit<Draft, 'kind' | 'scopeId'> = {
  ...{ metric: 'money', windowId: 'month', hours: '12' },
  ...{ cap: '', warn: '80', stop: '100' },
}

type NewBudgetProps = { budgets: readonly BudgetView[]; of?: { kind: Kind; scopeId: string }; onClose: () => void }

/** Sets a budget of anything, of any metric, over any window; one that is there already is changed, and that is said. */
export function NewBudgetDialog({ budgets, of, onClose }: NewBudgetProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const company = useCompany().data
  const [draft, setDraft] = useState<Draft>({ ...NEW, kind: of?.kind ?? 'agent', scopeId: of?.scopeId ?? '' })
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const choices = useScopeChoices(draft.kind)
  const scopeId = draft.kind === 'company' ? (company?.id ?? '') : draft.scopeId || (choices[0]?.id ?? '')
  const { window, windowHours } = spanOf(draft)
  const { cap } = readAmount(draft.metric, draft.cap)
  const percents = readPercents(draft.metric, draft)
  const name = { scopeKind: draft.kind, scopeId, metric: draft.metric, window, windowHours }
  const known = budgets.find((budget) =>
    (Object.keys(name) as (keyof typeof name)[]).every((key) => budget[key] === name[key]),
  )
  const save = useSave(
    trpc.budgets.setBudget.mutationOptions({
      onSuccess: () => {
        onClose()
        toast({ text: 'Budget saved' })
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (cap !== null && scopeId) save.mutate({ companyId: slug, ...name, cap, ...percents })
  }
  return (
    <FormDialog
      needs="budget:allot"
      onClose={onClose}
      title="Set a budget"
      description="Once it is used up, no run starts under it and no task is taken."
      onSubmit={submit}
      submitLabel="Save budget"
      isBusy={save.isPending}
      isDisabled={!scopeId || cap === null}
      problem={save.formError}
    >
      <ScopeFields draft={draft} scopeId={scopeId} choices={choices} change={change} />
      <SpanFields draft={draft} change={change} errors={save.fieldErrors} />
      <AmountFields isNeeded metric={draft.metric} draft={draft} onChange={change} errors={save.fieldErrors} />
      {cap === null ? null : (
        <p role="status" className="rounded-md bg-sunken px-3 py-2 text-muted text-sm">
          {known
            ? `There is such a budget, and it is changed. ${budgetEffect(known, cap, percents.stopPercent)}`
            : 'It counts what was used in its window already.'}
        </p>
      )}
    </FormDialog>
  )
}

/** A window as the server names it. */
function spanOf({ windowId, hours }: Draft): Pick<BudgetView, 'window' | 'windowHours'> {
  const known = WINDOWS.find(({ id }) => id === windowId)
  return known ?? { window: 'rolling', windowHours: Number(hours) }
}

type FieldsProps = { draft: Draft; change: (part: Partial<Draft>) => void }
type Choice = { id: string; name: string }

function ScopeFields({ draft, scopeId, choices, change }: FieldsProps & { scopeId: string; choices: Choice[] }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Whose">
        {(control) => (
          <Select
            {...control}
            value={draft.kind}
            onChange={(event) => {
              const kind = SCOPES.find((scope) => scope.kind === event.target.value)?.kind
              if (kind) change({ kind, scopeId: '' })
            }}
          >
            {SCOPES.map(({ kind, label }) => (
              <option key={kind} value={kind}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {draft.kind === 'company' ? null : (
        <Field label="Which" hint={choices.length === 0 ? 'There is none yet.' : undefined}>
          {(control) => (
            <Select {...control} value={scopeId} onChange={(event) => change({ scopeId: event.target.value })}>
              {choices.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
    </div>
  )
}

function SpanFields({ draft, change, errors }: FieldsProps & { errors: Record<string, string | undefined> }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Counts">
        {(control) => (
          <Select
            {...control}
            value={draft.metric}
            onChange={(event) => change({ metric: METRICS.find(({ id }) => id === event.target.value)?.id ?? 'money' })}
          >
            {METRICS.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Over">
        {(control) => (
          <Select {...control} value={draft.windowId} onChange={(event) => change({ windowId: event.target.value })}>
            {WINDOWS.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
            <option value="hours">The last hours</option>
          </Select>
        )}
      </Field>
      {draft.windowId === 'hours' ? (
        <Field label="How many hours" hint="1 to 8,784." error={errors.windowHours}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={draft.hours}
              onChange={(event) => change({ hours: event.target.value })}
            />
          )}
        </Field>
      ) : null}
    </div>
  )
}

/** What there is of a kind; only what is asked for is read. */
function useScopeChoices(kind: Kind): Choice[] {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const page = { companyId: slug, limit: 500 }
  const isOf = (...kinds: Kind[]) => (kinds.includes(kind) ? page : skipToken)
  const agents = useQuery(trpc.org.listAgents.queryOptions(isOf('agent', 'subtree'), { select: inNameOrder })).data
  const teams = useQuery(trpc.org.listTeams.queryOptions(isOf('team'))).data
  const projects = useQuery(trpc.goals.listProjects.queryOptions(isOf('project'))).data
  const goals = useQuery(trpc.goals.listGoals.queryOptions(isOf('goal'))).data
  if (kind === 'agent') return agents ?? []
  if (kind === 'subtree') return (agents ?? []).filter(({ id }) => agents?.some(({ managerId }) => managerId === id))
  if (kind === 'team') return teams ?? []
  if (kind === 'project') return projects ?? []
  return kind === 'goal' ? (goals ?? []).map(({ id, title }) => ({ id, name: title })) : []
}
