'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { inNameOrder } from '@/ui/in-name-order'
import { Input, Select, Textarea } from '@/ui/input'
import type { RoutineView } from '../schema'
import { CATCH_UP_TEXT, CONCURRENCY_TEXT } from './routine-marks'

type RoutineDialogProps = {
  /** The one to change; absent for a new one. */
  routine?: RoutineView
  onClose: () => void
  onCreated: (routineId: string) => void
}

const PRIORITIES: Record<RoutineView['priority'], string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
}

/** What the tasks of a routine say, and whose they are. */
export function RoutineDialog({ routine, onClose, onCreated }: RoutineDialogProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const refresh = () => queryClient.invalidateQueries(trpc.routines.pathFilter())
  const create = useSave(
    trpc.routines.createRoutine.mutationOptions({
      // the list is read before its new row is opened
      onSuccess: async ({ id }) => {
        await refresh()
        onCreated(id)
      },
    }),
  )
  const update = useSave(
    trpc.routines.updateRoutine.mutationOptions({
      onSuccess: () => {
        refresh()
        onClose()
      },
    }),
  )
  const { fieldErrors, formError } = routine ? update : create
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = fieldsIn(new FormData(event.currentTarget))
    if (routine) update.mutate({ ...fields, companyId: slug, routineId: routine.id })
    else create.mutate({ ...fields, companyId: slug })
  }
  return (
    <FormDialog
      needs="task:write"
      onClose={onClose}
      title={routine ? 'Change routine' : 'Create a routine'}
      description="Each time it fires, a task is made. {{names}} in the texts are filled in."
      onSubmit={submit}
      submitLabel={routine ? 'Save routine' : 'Create routine'}
      isBusy={create.isPending || update.isPending}
      problem={formError}
    >
      <RoutineFields routine={routine} errors={fieldErrors} />
    </FormDialog>
  )
}

type RoutineFieldsProps = { routine: RoutineView | undefined; errors: Record<string, string | undefined> }

function RoutineFields({ routine, errors }: RoutineFieldsProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder }))
  return (
    <>
      <Field label="Title" error={errors.title}>
        {(control) => (
          <Input
            {...control}
            name="title"
            defaultValue={routine?.title}
            placeholder="Report of {{date}}"
            autoComplete="off"
          />
        )}
      </Field>
      <Field label="Description" isOptional error={errors.description}>
        {(control) => <Textarea {...control} name="description" defaultValue={routine?.description} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Assignee" hint="Without one the routine is paused." error={errors.assigneeId}>
          {(control) => (
            <Select
              {...control}
              name="assigneeId"
              defaultValue={routine?.assigneeId ?? ''}
              key={String(agents.isSuccess)}
            >
              <option value="">Nobody</option>
              {(agents.data ?? []).map((agent) => (
                <option key={agent.id} value={agent.id}>
                  {agent.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Choice name="priority" label="Priority" texts={PRIORITIES} value={routine?.priority ?? 'medium'} />
        <Choice
          name="concurrency"
          label="While a task of it is open"
          texts={CONCURRENCY_TEXT}
          value={routine?.concurrency ?? 'coalesce_if_active'}
        />
        <Choice
          name="catchUp"
          label="Runs that were missed"
          texts={CATCH_UP_TEXT}
          value={routine?.catchUp ?? 'skip_missed'}
        />
      </div>
    </>
  )
}

type ChoiceProps = { name: string; label: string; texts: Record<string, string>; value: string }

function Choice({ name, label, texts, value }: ChoiceProps) {
  return (
    <Field label={label}>
      {(control) => (
        <Select {...control} name={name} defaultValue={value}>
          {Object.entries(texts).map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

function fieldsIn(form: FormData) {
  const one = <K extends string>(name: string, texts: Record<K, string>, otherwise: K): K =>
    (Object.keys(texts) as K[]).find((key) => key === form.get(name)) ?? otherwise
  return {
    title: String(form.get('title')),
    description: String(form.get('description')),
    assigneeId: form.get('assigneeId')?.toString() || null,
    priority: one('priority', PRIORITIES, 'medium'),
    concurrency: one('concurrency', CONCURRENCY_TEXT, 'coalesce_if_active'),
    catchUp: one('catchUp', CATCH_UP_TEXT, 'skip_missed'),
  }
}
