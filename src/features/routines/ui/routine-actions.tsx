'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Ellipsis, Play } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { useSave } from '@/features/companies/ui/use-save'
import { IconButton } from '@/ui/icon-button'
import { Menu } from '@/ui/menu'
import { useToast } from '@/ui/toast'
import type { RoutineRunView, RoutineView } from '../schema'

/** What opens a dialog about a routine. */
export type RoutineDeed = 'change' | 'triggers' | 'history'

type RoutineActionsProps = { routine: RoutineView; onDeed: (deed: RoutineDeed) => void }

/** Run a routine now, pause it, change it. */
export function RoutineActions({ routine, onDeed }: RoutineActionsProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const onSuccess = () => queryClient.invalidateQueries(trpc.routines.pathFilter())
  const update = useSave(trpc.routines.updateRoutine.mutationOptions({ onSuccess }), { toastsProblem: true })
  const fire = useSave(trpc.routines.runRoutine.mutationOptions({ onSuccess }), { toastsProblem: true })
  const ids = { companyId: slug, routineId: routine.id }
  const { title, status } = routine
  const isArchived = status === 'archived'
  const isGranted = useGrants().has('task:write')
  const set = (next: RoutineView['status'], text: string) => {
    const undo = { label: 'Undo', onSelect: () => update.mutate({ ...ids, status }) }
    update.mutate({ ...ids, status: next }, { onSuccess: () => toast({ text, action: undo }) })
  }
  const run = () => fire.mutate(ids, { onSuccess: (made) => toast({ text: outcomeText(made) }) })
  return (
    <span className="relative z-[1] inline-flex items-center gap-0.5">
      <Granted to="task:write">
        <IconButton
          size="sm"
          label={`Run ${title} now`}
          icon={<Play className="size-3.5" />}
          disabled={isArchived || fire.isPending}
          onClick={run}
        />
      </Granted>
      <Menu
        label={`Deeds for ${title}`}
        triggerLabel={`Deeds for ${title}`}
        triggerClassName="inline-flex size-6 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
        trigger={<Ellipsis aria-hidden className="size-4" />}
        items={[
          ...(isGranted ? [{ id: 'change', label: 'Change', onSelect: () => onDeed('change') }] : []),
          { id: 'triggers', label: 'Triggers', hint: 'Schedules and webhooks', onSelect: () => onDeed('triggers') },
          { id: 'history', label: 'Run history', onSelect: () => onDeed('history') },
          ...(isGranted
            ? [
                {
                  ...{ id: 'pause', startsGroup: true, isDisabled: isArchived || !routine.assigneeId },
                  label: status === 'paused' ? 'Resume' : 'Pause',
                  hint: routine.assigneeId ? undefined : 'It needs an assignee first',
                  onSelect: () =>
                    status === 'paused' ? set('active', `${title} goes on`) : set('paused', `${title} is paused`),
                },
                {
                  id: 'archive',
                  label: isArchived ? 'Take out of the archive' : 'Archive',
                  hint: isArchived ? 'It stays paused' : 'Fires no more, and is not listed',
                  onSelect: () =>
                    isArchived
                      ? set('paused', `${title} is back, and paused`)
                      : set('archived', `${title} is archived`),
                },
              ]
            : []),
        ]}
      />
    </span>
  )
}

function outcomeText({ status, taskIdentifier, reason }: RoutineRunView): string {
  if (status === 'issue_created') return `${taskIdentifier} was made`
  return reason ?? `The run was ${status}`
}
