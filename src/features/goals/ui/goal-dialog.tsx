'use client'

import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Input, Select, Textarea } from '@/ui/input'
import type { GoalView } from '../schema'
import { ALL_GOAL_STATUSES, GOAL_STATUS } from './goal-marks'

type GoalDialogProps = {
  onClose: () => void
  goals: GoalView[]
  /** The goal to change; absent: a new one. */
  goal?: GoalView
  parentId?: string
}

/** Title, place, owner, due day and status of a goal. */
export function GoalDialog({ onClose, goals, goal, parentId }: GoalDialogProps) {
  const trpc = useTRPC()
  const formId = useId()
  const { slug } = useCompanySlug()
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }))
  const create = useSave(trpc.goals.createGoal.mutationOptions({ onSuccess: onClose }))
  const update = useSave(trpc.goals.updateGoal.mutationOptions({ onSuccess: onClose }))
  const errors = goal ? update.fieldErrors : create.fieldErrors
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const fields = {
      companyId: slug,
      title: String(form.get('title')),
      description: String(form.get('description')),
      status: ALL_GOAL_STATUSES.find((status) => status === form.get('status')) ?? 'active',
      ownerAgentId: form.get('ownerAgentId')?.toString() || null,
      dueDate: form.get('dueDate')?.toString() || null,
    }
    if (goal) update.mutate({ ...fields, goalId: goal.id })
    else create.mutate({ ...fields, parentId: form.get('parentId')?.toString() || null })
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={goal ? 'Change goal' : 'Create a goal'}
      description={goal ? undefined : 'Tasks hang below goals, and every goal leads up to the mission.'}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isBusy={create.isPending || update.isPending}>
            {goal ? 'Save goal' : 'Create goal'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Title" error={errors.title}>
          {(control) => (
            <Input
              {...control}
              name="title"
              defaultValue={goal?.title}
              placeholder="A thousand weekly readers"
              autoComplete="off"
            />
          )}
        </Field>
        <Field label="Description" isOptional hint="How you will know that it is reached." error={errors.description}>
          {(control) => <Textarea {...control} name="description" defaultValue={goal?.description} />}
        </Field>
        {goal ? null : (
          <Field label="Serves" error={errors.parentId}>
            {(control) => (
              <Select {...control} name="parentId" defaultValue={parentId ?? ''}>
                {goals.map((each) => (
                  <option key={each.id} value={each.parentId === null ? '' : each.id}>
                    {each.parentId === null ? `Mission: ${each.title}` : each.title}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label="Status" error={errors.status}>
            {(control) => (
              <Select {...control} name="status" defaultValue={goal?.status ?? 'active'}>
                {ALL_GOAL_STATUSES.map((status) => (
                  <option key={status} value={status}>
                    {GOAL_STATUS[status].label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Owner" error={errors.ownerAgentId}>
            {(control) => (
              <Select
                {...control}
                name="ownerAgentId"
                defaultValue={goal?.ownerAgentId ?? ''}
                key={agents.dataUpdatedAt}
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
          <Field label="Due" error={errors.dueDate}>
            {(control) => <Input {...control} name="dueDate" type="date" defaultValue={goal?.dueDate?.slice(0, 10)} />}
          </Field>
        </div>
        <FormProblem text={goal ? update.formError : create.formError} />
      </form>
    </Dialog>
  )
}
