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
import type { ProjectView } from '../schema'
import { ALL_PROJECT_STATUSES, PROJECT_STATUS } from './project-marks'

/** Name, goal, lead, status and target date of a project. @param project the one to change; absent for a new one */
export function ProjectDialog({ project, onClose }: { project?: ProjectView; onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder }))
  const goals = useQuery(trpc.goals.listGoals.queryOptions({ companyId: slug }))
  const onSuccess = () => {
    queryClient.invalidateQueries(trpc.goals.listProjects.pathFilter())
    onClose()
  }
  const create = useSave(trpc.goals.createProject.mutationOptions({ onSuccess }))
  const update = useSave(trpc.goals.updateProject.mutationOptions({ onSuccess }))
  const { fieldErrors: errors, formError } = project ? update : create
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const textIn = (name: string) => form.get(name)?.toString() || null
    const fields = {
      ...{ companyId: slug, name: String(form.get('name')), description: String(form.get('description')) },
      status: ALL_PROJECT_STATUSES.find((status) => status === form.get('status')) ?? 'backlog',
      ...{ goalId: textIn('goalId'), leadAgentId: textIn('leadAgentId'), targetDate: textIn('targetDate') },
      ...{ repositoryUrl: textIn('repositoryUrl'), defaultBranch: textIn('defaultBranch') },
    }
    if (project) update.mutate({ ...fields, projectId: project.id })
    else create.mutate(fields)
  }
  return (
    <FormDialog
      needs="goal:write"
      onClose={onClose}
      title={project ? 'Change project' : 'Create a project'}
      onSubmit={submit}
      submitLabel={project ? 'Save project' : 'Create project'}
      isBusy={create.isPending || update.isPending}
      problem={formError}
    >
      <Field label="Name" error={errors.name}>
        {(control) => (
          <Input {...control} name="name" defaultValue={project?.name} placeholder="Launch site" autoComplete="off" />
        )}
      </Field>
      <Field label="Description" isOptional error={errors.description}>
        {(control) => <Textarea {...control} name="description" defaultValue={project?.description} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Goal" error={errors.goalId}>
          {(control) => (
            <Select {...control} name="goalId" defaultValue={project?.goalId ?? ''} key={String(goals.isSuccess)}>
              <option value="">None</option>
              {(goals.data ?? []).map((goal) => (
                <option key={goal.id} value={goal.id}>
                  {goal.title}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Lead" error={errors.leadAgentId}>
          {(control) => (
            <Select
              {...control}
              name="leadAgentId"
              defaultValue={project?.leadAgentId ?? ''}
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
        <Field label="Status" error={errors.status}>
          {(control) => (
            <Select {...control} name="status" defaultValue={project?.status ?? 'backlog'}>
              {ALL_PROJECT_STATUSES.map((status) => (
                <option key={status} value={status}>
                  {PROJECT_STATUS[status].label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Target date" error={errors.targetDate}>
          {(control) => (
            <Input {...control} name="targetDate" type="date" defaultValue={project?.targetDate?.slice(0, 10)} />
          )}
        </Field>
        <Field
          label="Repository"
          isOptional
          hint="Agents work on its tasks in trees of their own, on branches paperclip/…"
          error={errors.repositoryUrl}
        >
          {(control) => (
            <Input
              {...control}
              name="repositoryUrl"
              defaultValue={project?.repositoryUrl ?? ''}
              placeholder="https://example.com/owner/name.git"
              autoComplete="off"
            />
          )}
        </Field>
        <Field
          label="Default branch"
          isOptional
          hint="Left empty: the one that the repository names."
          error={errors.defaultBranch}
        >
          {(control) => (
            <Input {...control} name="defaultBranch" defaultValue={project?.defaultBranch ?? ''} autoComplete="off" />
          )}
        </Field>
      </div>
    </FormDialog>
  )
}
