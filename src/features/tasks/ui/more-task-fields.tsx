'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Field } from '@/ui/field'
import { Checkbox, Input, Select } from '@/ui/input'

type MoreTaskFieldsProps = { errors: Record<string, string | undefined>; projectId: string | undefined }

/** The fields of a new task that few need, folded away: project, labels, dates, complexity, billing code. */
export function MoreTaskFields({ errors, projectId }: MoreTaskFieldsProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const projects = useQuery(trpc.goals.listProjects.queryOptions({ companyId: slug, limit: 500 }))
  const labels = useQuery(trpc.tasks.listLabels.queryOptions({ companyId: slug })).data ?? []
  return (
    <details className="group" open={projectId !== undefined}>
      <summary className="flex min-h-7 items-center gap-1 text-muted text-sm hover:text-ink">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
        More: project, labels, dates
      </summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        <Field label="Project" error={errors.projectId}>
          {(control) => (
            <Select {...control} name="projectId" defaultValue={projectId ?? ''} key={String(projects.isSuccess)}>
              <option value="">As the task above, else none</option>
              {(projects.data ?? []).map((project) => (
                <option key={project.id} value={project.id}>
                  {project.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Complexity" error={errors.complexity}>
          {(control) => (
            <Select {...control} name="complexity" defaultValue="">
              <option value="">Not said</option>
              <option value="low">Low</option>
              <option value="medium">Medium</option>
              <option value="high">High</option>
            </Select>
          )}
        </Field>
        <Field label="Due" error={errors.dueAt}>
          {(control) => <Input {...control} name="dueAt" type="datetime-local" />}
        </Field>
        <Field label="Not before" hint="Nobody is woken for it earlier." error={errors.notBefore}>
          {(control) => <Input {...control} name="notBefore" type="datetime-local" />}
        </Field>
        <Field label="Billing code" error={errors.billingCode}>
          {(control) => <Input {...control} name="billingCode" autoComplete="off" />}
        </Field>
        {labels.length > 0 ? (
          <fieldset className="flex flex-col gap-1.5 sm:col-span-2">
            <legend className="mb-1.5 font-medium text-sm">Labels</legend>
            <span className="flex flex-wrap gap-x-4 gap-y-2">
              {labels.map((label) => (
                <Checkbox key={label.id} name="labelId" value={label.id} label={label.name} />
              ))}
            </span>
          </fieldset>
        ) : null}
      </div>
    </details>
  )
}
