'use client'

import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { type Inputs, type Outputs, useTRPC } from '@/entry/trpc/client'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { useToast } from '@/ui/toast'
import { FormProblem } from './form-problem'
import { useCompanySlug } from './use-company'
import { useSave } from './use-save'

type Company = Outputs['companies']['getCompany']
type Change = Inputs['companies']['updateCompany']
type GatedAction = keyof Company['gates']
type Gate = Company['gates'][GatedAction]

const GATES: Record<GatedAction, string> = {
  hire_agent: 'Hiring an agent',
  approve_ceo_strategy: 'The first strategy of the company',
  budget_override_required: 'Raising a spent budget',
  config_change: 'Changing how an agent works',
  config_rollback: 'Rolling settings back',
  request_board_approval: 'What an agent asks the board for',
}

const WHO: Record<Gate, string> = {
  none: 'Nobody is asked',
  admin: 'An administrator agrees',
  owner: 'An owner agrees',
}

const AFTER_FAILURE: Record<Company['failurePolicy'], string> = {
  none: 'The task stays with the agent',
  escalate_to_manager: "The agent's manager is told",
  reassign_by_capability: 'Another agent who can do it gets it',
}

const COUNTED: Record<Company['budgetsCount'], string> = {
  billed: 'What is billed',
  list: 'List prices, also of subscriptions and local models',
}
const UNKNOWN: Record<Company['unknownModels'], string> = {
  allow: 'Is shown as unpriced',
  block: 'Halts the agent that used it',
}
const POOLS: Record<Company['budgetInvariant'], string> = {
  warn: 'Is shown as unhealthy',
  enforce: 'Is refused',
}
const ORDER: Record<Company['queueOrder'], string> = { priority: 'By priority', fifo: 'Oldest first' }

/** What the panel edits, as one text: it begins anew when that has changed, and not for another setting. */
export function governanceOf(company: Company): string {
  const { gates, failurePolicy, queueOrder, budgetsCount, unknownModels, budgetInvariant, maxRequestDepth } = company
  return JSON.stringify([
    gates,
    failurePolicy,
    queueOrder,
    budgetsCount,
    unknownModels,
    budgetInvariant,
    maxRequestDepth,
  ])
}

/** Who must agree to what, what follows a failure, in which order agents work, and how deep they delegate. */
export function GovernancePanel({ company }: { company: Company }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const save = useSave(
    trpc.companies.updateCompany.mutationOptions({ onSuccess: () => toast({ text: 'Governance saved' }) }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    save.mutate({ companyId: slug, ...readGovernance(new FormData(event.currentTarget)) })
  }
  const errors = save.fieldErrors
  return (
    <Panel title="Governance">
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <Weaknesses />
        <fieldset>
          <legend className="mb-2 font-medium text-sm">Who must agree</legend>
          <div className="grid gap-4 sm:grid-cols-2">
            {keysOf(GATES).map((action) => (
              <Choice key={action} label={GATES[action]} name={action} value={company.gates[action]} choices={WHO} />
            ))}
          </div>
        </fieldset>
        <div className="grid gap-4 sm:grid-cols-2">
          <Choice
            label="When an agent's runs have failed"
            name="failurePolicy"
            value={company.failurePolicy}
            choices={AFTER_FAILURE}
          />
          <Choice label="Agents take their tasks" name="queueOrder" value={company.queueOrder} choices={ORDER} />
          <Choice label="Budgets count" name="budgetsCount" value={company.budgetsCount} choices={COUNTED} />
          <Choice
            label="A model whose price is not known"
            name="unknownModels"
            value={company.unknownModels}
            choices={UNKNOWN}
          />
          <Choice
            label="More handed on to reports than a manager's pool holds"
            name="budgetInvariant"
            value={company.budgetInvariant}
            choices={POOLS}
          />
          <Field
            label="Depth of delegation"
            isOptional
            hint="How often a task may be handed on. Left empty, there is no limit."
            error={errors.maxRequestDepth}
          >
            {(control) => (
              <Input
                {...control}
                name="maxRequestDepth"
                type="number"
                min={0}
                defaultValue={company.maxRequestDepth ?? ''}
              />
            )}
          </Field>
        </div>
        <FormProblem text={save.formError} />
        <div>
          <Button type="submit" variant="primary" isBusy={save.isPending}>
            Save governance
          </Button>
        </div>
      </form>
    </Panel>
  )
}

type ChoiceProps<Value extends string> = {
  label: string
  name: string
  value: Value
  choices: Record<Value, string>
}

function Choice<Value extends string>({ label, name, value, choices }: ChoiceProps<Value>) {
  return (
    <Field label={label}>
      {(control) => (
        <Select {...control} name={name} defaultValue={value}>
          {keysOf(choices).map((each) => (
            <option key={each} value={each}>
              {choices[each]}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

/** What is weak about how the company is governed, and what to do about it. */
function Weaknesses() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const lints = useQuery(trpc.approvals.governanceLints.queryOptions({ companyId: slug })).data ?? []
  if (lints.length === 0) return null
  return (
    <ul className="flex flex-col gap-2 rounded-md bg-warn-soft px-3 py-2.5 text-sm">
      {lints.map((lint) => (
        <li key={lint.rule}>
          <span className="font-medium text-warn">{lint.sentence}</span>{' '}
          <span className="text-ink">{lint.whatToDo}</span>
        </li>
      ))}
    </ul>
  )
}

function keysOf<Key extends string>(record: Record<Key, unknown>): Key[] {
  return Object.keys(record) as Key[]
}

function readGovernance(form: FormData): Omit<Change, 'companyId'> {
  const depth = String(form.get('maxRequestDepth')).trim()
  const chosen = <Value extends string>(name: string, choices: Record<Value, string>) =>
    keysOf(choices).find((each) => each === form.get(name))
  return {
    gates: Object.fromEntries(keysOf(GATES).map((action) => [action, chosen(action, WHO)])),
    failurePolicy: chosen('failurePolicy', AFTER_FAILURE),
    queueOrder: chosen('queueOrder', ORDER),
    budgetsCount: chosen('budgetsCount', COUNTED),
    unknownModels: chosen('unknownModels', UNKNOWN),
    budgetInvariant: chosen('budgetInvariant', POOLS),
    maxRequestDepth: depth === '' ? null : Number(depth),
  }
}
