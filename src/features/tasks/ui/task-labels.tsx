'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import type { TaskView } from '../schema'
import { CreateLabelDialog } from './create-label-dialog'
import { LabelChip } from './label-chip'
import { PropertyMenu } from './property-menu'

type TaskLabelsProps = { task: TaskView; onChange: (labelIds: string[]) => void }

/** The labels of a task, put on and taken off in place; a new one can be made on the way. */
export function TaskLabels({ task, onChange }: TaskLabelsProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [isCreating, setIsCreating] = useState(false)
  const labels = useQuery(trpc.tasks.listLabels.queryOptions({ companyId: slug })).data ?? []
  const worn = task.labels.map((label) => label.id)
  const items = [
    ...labels.map((label) => ({
      id: label.id,
      label: label.name,
      isChecked: worn.includes(label.id),
      onSelect: () => onChange(worn.includes(label.id) ? worn.filter((id) => id !== label.id) : [...worn, label.id]),
    })),
    { id: 'new', label: 'New label…', startsGroup: labels.length > 0, onSelect: () => setIsCreating(true) },
  ]
  return (
    <>
      <PropertyMenu
        label="Change labels"
        items={items}
        shown={
          task.labels.length > 0 ? (
            <span className="flex min-w-0 flex-wrap gap-1 py-0.5">
              {task.labels.map((label) => (
                <LabelChip key={label.id} label={label} />
              ))}
            </span>
          ) : (
            <span className="text-faint">None</span>
          )
        }
      />
      {isCreating ? (
        <CreateLabelDialog onClose={() => setIsCreating(false)} onCreated={(label) => onChange([...worn, label.id])} />
      ) : null}
    </>
  )
}
