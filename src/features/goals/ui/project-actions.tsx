'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Menu } from '@/ui/menu'
import { useToast } from '@/ui/toast'
import type { ProjectView } from '../schema'

/** Change, pause or archive a project. */
export function ProjectActions({ project, onEdit }: { project: ProjectView; onEdit: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const update = useSave(
    trpc.goals.updateProject.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.goals.listProjects.pathFilter()),
    }),
    { toastsProblem: true },
  )
  const set = (change: { isPaused?: boolean; isArchived?: boolean }, text: string) => {
    const input = { companyId: slug, projectId: project.id }
    const back = { ...(change.isPaused !== undefined && { isPaused: !change.isPaused }), ...archivedBack(change) }
    const undo = { label: 'Undo', onSelect: () => update.mutate({ ...input, ...back }) }
    update.mutate({ ...input, ...change }, { onSuccess: () => toast({ text, action: undo }) })
  }
  const { name } = project
  const isPaused = project.pausedAt !== null
  const isArchived = project.archivedAt !== null
  return (
    <span className="relative z-[1]">
      <Menu
        label={`Deeds for ${name}`}
        triggerLabel={`Deeds for ${name}`}
        triggerClassName="inline-flex size-6 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
        trigger={<Ellipsis aria-hidden className="size-4" />}
        items={[
          { id: 'edit', label: 'Change', onSelect: onEdit },
          {
            id: 'pause',
            label: isPaused ? 'Resume' : 'Pause',
            hint: isPaused ? 'Its tasks can be worked on again' : 'Nobody takes up its tasks',
            onSelect: () => set({ isPaused: !isPaused }, isPaused ? `${name} goes on` : `${name} is paused`),
          },
          {
            id: 'archive',
            label: isArchived ? 'Take out of the archive' : 'Archive',
            hint: isArchived ? undefined : 'No longer listed',
            onSelect: () => set({ isArchived: !isArchived }, isArchived ? `${name} is back` : `${name} is archived`),
          },
        ]}
      />
    </span>
  )
}

function archivedBack({ isArchived }: { isArchived?: boolean }) {
  return isArchived === undefined ? {} : { isArchived: !isArchived }
}
