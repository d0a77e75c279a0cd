'use client'

import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { inNameOrder } from '@/ui/in-name-order'
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
  const { slug } = useCompanySlug()
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder }))
  const members = useQuery(trpc.org.listMembers.queryOptions({ companyId: slug }, { select: inNameOrder }))
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
      ...ownerOf(String(form.get('owner'))),
      dueDate: form.get('dueDate')?.toString() || null,
    }
    const parentId = form.get('parentId')?.toString() || null
    if (!goal) create.mutate({ ...fields, parentId })
    else update.mutate({ ...fields, goalId: goal.id, ...(goal.parentId !== null && { parentId }) })
  }
  return (
    <FormDialog
      needs="goal:write"
      onClose={onClose}
      title={goal ? 'Change goal' : 'Create a goal'}
      description={goal ? undefined : 'Tasks hang below goals, and every goal leads up to the mission.'}
      onSubmit={submit}
      submitLabel={goal ? 'Save goal' : 'Create goal'}
      isBusy={create.isPending || update.isPending}
      problem={goal ? update.formError : create.formError}
    >
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
      {goal?.parentId === null ? null : (
        <Field
          label="Serves"
          hint={goal ? 'Moving a goal takes all below it along.' : undefined}
          error={errors.parentId}
        >
          {(control) => (
            <Select {...control} name="parentId" defaultValue={placeOf(goal?.parentId ?? parentId, goals)}>
              {withoutBranch(goals, goal?.id).map((each) => (
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
        <Field label="Owner" error={errors.ownerAgentId ?? errors.ownerPersonId}>
          {(control) => (
            <Select
              {...control}
              name="owner"
              defaultValue={goal?.owner ? `${goal.owner.kind}:${goal.owner.id}` : ''}
              key={String(agents.isSuccess && members.isSuccess)}
            >
              <option value="">Nobody</option>
              {(agents.data ?? []).map((agent) => (
                <option key={agent.id} value={`agent:${agent.id}`}>
                  {agent.name}
                </option>
              ))}
              {(members.data ?? []).map((member) => (
                <option key={member.id} value={`person:${member.id}`}>
                  {`${member.name} (person)`}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Due" error={errors.dueDate}>
          {(control) => <Input {...control} name="dueDate" type="date" defaultValue={goal?.dueDate?.slice(0, 10)} />}
        </Field>
      </div>
    </FormDialog>
  )
}

/** "agent:…" or "person:…", as the list of owners says it. */
function ownerOf(choice: string): { ownerAgentId: string | null; ownerPersonId: string | null } {
  const [kind, id] = choice.split(':')
  return {
    ownerAgentId: kind === 'agent' ? (id ?? null) : null,
    ownerPersonId: kind === 'person' ? (id ?? null) : null,
  }
}

/** The choice for a parent; the mission is the empty one. */
function placeOf(parentId: string | null | undefined, goals: GoalView[]): string {
  return goals.find((each) => each.id === parentId)?.parentId == null ? '' : (parentId ?? '')
}

/** All goals but one and what hangs below it: a goal does not move below itself. */
function withoutBranch(goals: GoalView[], id: string | undefined): GoalView[] {
  const gone = new Set(id ? [id] : [])
  for (const size of goals.map(() => gone.size)) {
    for (const each of goals) if (each.parentId && gone.has(each.parentId)) gone.add(each.id)
    if (gone.size === size) break
  }
  return goals.filter((each) => !gone.has(each.id))
}
