'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import type { FormEvent } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { inNameOrder } from '@/ui/in-name-order'
import { Input, Select, Textarea } from '@/ui/input'
import { useToast } from '@/ui/toast'
import { instantOf } from './instant-input'
import { MoreTaskFields } from './more-task-fields'
import { ALL_PRIORITIES, PRIORITY_LABEL } from './task-marks'

type CreateTaskDialogProps = {
  isOpen: boolean
  onClose: () => void
  assigneeId?: string
  goalId?: string
  parentId?: string
  projectId?: string
}

/** Stands before the id of a person in the list of assignees, which holds agents and people. */
const PERSON = 'person:'

/** A new task: what most need is in sight, the rest is folded away. An assigned task wakes its agent. */
export function CreateTaskDialog({ isOpen, onClose, assigneeId, goalId, parentId, projectId }: CreateTaskDialogProps) {
  const trpc = useTRPC()
  const router = useRouter()
  const toast = useToast()
  const { slug, to } = useCompanySlug()
  const agents = useQuery(
    trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder, enabled: isOpen }),
  )
  const members = useQuery(
    trpc.org.listMembers.queryOptions({ companyId: slug }, { select: inNameOrder, enabled: isOpen }),
  )
  const goals = useQuery(trpc.goals.listGoals.queryOptions({ companyId: slug }, { enabled: isOpen }))
  const create = useSave(
    trpc.tasks.createTask.mutationOptions({
      onSuccess: (task) => {
        onClose()
        const action = { label: 'Open', onSelect: () => router.push(to(`/tasks/${task.identifier}`)) }
        toast({ text: `${task.identifier} created`, action })
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const priority = ALL_PRIORITIES.find((each) => each === form.get('priority')) ?? 'medium'
    create.mutate({
      companyId: slug,
      title: String(form.get('title')),
      description: String(form.get('description')),
      priority,
      ...assigneeOf(String(form.get('assigneeId'))),
      ...moreOf(form),
      goalId: form.get('goalId')?.toString() || null,
      parentId,
    })
  }
  return (
    <FormDialog
      needs="task:write"
      isOpen={isOpen}
      onClose={onClose}
      title="Create a task"
      onSubmit={submit}
      submitLabel="Create task"
      isBusy={create.isPending}
      problem={create.formError}
    >
      <Field label="Title" error={create.fieldErrors.title}>
        {(control) => (
          <Input {...control} name="title" placeholder="Write the first page of the handbook" autoComplete="off" />
        )}
      </Field>
      <Field
        label="Description"
        isOptional
        hint="What should be true when it is done. Markdown works."
        error={create.fieldErrors.description}
      >
        {(control) => <Textarea {...control} name="description" rows={4} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Assignee" hint="Wakes as soon as the task is there." error={create.fieldErrors.assigneeId}>
          {(control) => (
            <Select
              {...control}
              name="assigneeId"
              defaultValue={assigneeId ?? ''}
              key={String(agents.isSuccess && members.isSuccess)}
            >
              <option value="">Nobody yet</option>
              {(agents.data ?? []).map((agent) => (
                <option key={agent.id} value={agent.id}>
                  {agent.title ? `${agent.name} (${agent.title})` : agent.name}
                </option>
              ))}
              {(members.data ?? []).map((member) => (
                <option key={member.id} value={`${PERSON}${member.id}`}>
                  {`${member.name} (person)`}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Priority" error={create.fieldErrors.priority}>
          {(control) => (
            <Select {...control} name="priority" defaultValue="medium">
              {ALL_PRIORITIES.map((priority) => (
                <option key={priority} value={priority}>
                  {PRIORITY_LABEL[priority]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Field label="Goal" hint="What it is for. Left open, it serves the mission." error={create.fieldErrors.goalId}>
        {(control) => (
          <Select {...control} name="goalId" defaultValue={goalId ?? ''} key={String(goals.isSuccess)}>
            <option value="">{parentId ? 'The goal of the task above' : 'The mission'}</option>
            {(goals.data ?? [])
              .filter((goal) => goal.parentId !== null)
              .map((goal) => (
                <option key={goal.id} value={goal.id}>
                  {goal.title}
                </option>
              ))}
          </Select>
        )}
      </Field>
      <MoreTaskFields errors={create.fieldErrors} projectId={projectId} />
    </FormDialog>
  )
}

function assigneeOf(choice: string): { assigneeId?: string; assigneePersonId?: string } {
  if (choice.startsWith(PERSON)) return { assigneePersonId: choice.slice(PERSON.length) }
  return choice ? { assigneeId: choice } : {}
}

/** What the folded fields say; nothing for those that are left open, so that a part takes it from the task above. */
function moreOf(form: FormData) {
  const textIn = (name: string) => form.get(name)?.toString() || undefined
  const complexity = textIn('complexity')
  return {
    projectId: textIn('projectId'),
    labelIds: form.getAll('labelId').map(String),
    dueAt: instantOf(textIn('dueAt') ?? ''),
    notBefore: instantOf(textIn('notBefore') ?? ''),
    billingCode: textIn('billingCode'),
    complexity: (['low', 'medium', 'high'] as const).find((each) => each === complexity),
  }
}
