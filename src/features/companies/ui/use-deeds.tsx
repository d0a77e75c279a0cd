'use client'

import { useQuery } from '@tanstack/react-query'
import {
  BookOpen,
  Building2,
  CirclePause,
  CirclePlay,
  CirclePlus,
  FolderKanban,
  Keyboard,
  Server,
  Target,
  UserPlus,
} from 'lucide-react'
import { useRouter } from 'next/navigation'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import type { Grant } from '@/features/access/rules/grants'
import type { CommandItem } from '@/ui/command-menu'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { KEYS } from '@/ui/keys'
import { CreateCompanyDialog } from './create-company-dialog'
import { useCompany, useCompanySlug } from './use-company'
import { useGrants } from './use-grants'
import { useSave } from './use-save'

// Forms are fetched when they are asked for: the frame of every page stays small.
const HireDialog = lazy(() => import('@/features/org/ui/hire-dialog').then((all) => ({ default: all.HireDialog })))
const GoalDialog = lazy(() => import('@/features/goals/ui/goal-dialog').then((all) => ({ default: all.GoalDialog })))
const ProjectDialog = lazy(() =>
  import('@/features/goals/ui/project-dialog').then((all) => ({ default: all.ProjectDialog })),
)

type Asking = 'hire' | 'goal' | 'project' | 'company' | 'pause'
type Deed = Omit<CommandItem, 'group'> & {
  /** What the command behind it needs; who has it not does not see the deed. */
  grant?: Grant
}

/** What the reader may do anywhere in the company, as items of the command menu, and the dialog that one of them opened. */
export function useDeeds(does: { onCreateTask: () => void; onKeys: () => void }): {
  items: CommandItem[]
  dialog: ReactNode
} {
  const trpc = useTRPC()
  const router = useRouter()
  const grants = useGrants()
  const { slug } = useCompanySlug()
  const company = useCompany().data
  const me = useQuery(trpc.access.whoAmI.queryOptions()).data
  const [asking, setAsking] = useState<Asking | null>(null)
  const resume = useSave(trpc.companies.resumeCompany.mutationOptions(), { toastsProblem: true })
  const ask = (what: Asking) => () => setAsking(what)
  const deeds: Deed[] = [
    {
      ...{ id: 'create-task', label: 'Create a task', keywords: 'new add issue', grant: 'task:write' },
      ...{ icon: <CirclePlus aria-hidden />, shortcut: KEYS.create.keys, onSelect: does.onCreateTask },
    },
    {
      ...{ id: 'hire', label: 'Hire an agent', keywords: 'new add create employee', grant: 'approval:request' },
      ...{ icon: <UserPlus aria-hidden />, onSelect: ask('hire') },
    },
    {
      ...{ id: 'create-goal', label: 'Create a goal', keywords: 'new add', grant: 'goal:write' },
      ...{ icon: <Target aria-hidden />, onSelect: ask('goal') },
    },
    {
      ...{ id: 'create-project', label: 'Create a project', keywords: 'new add', grant: 'goal:write' },
      ...{ icon: <FolderKanban aria-hidden />, onSelect: ask('project') },
    },
    ...(company?.status === 'active'
      ? [
          {
            ...{
              id: 'pause',
              label: 'Pause the company',
              keywords: 'stop halt all agents',
              grant: 'company:write' as const,
            },
            ...{ icon: <CirclePause aria-hidden />, onSelect: ask('pause') },
          },
        ]
      : []),
    ...(company?.status === 'paused' && company.pauseReason !== 'budget'
      ? [
          {
            ...{ id: 'resume', label: 'Resume the company', keywords: 'start go on', grant: 'company:write' as const },
            ...{ icon: <CirclePlay aria-hidden />, onSelect: () => resume.mutate({ companyId: slug }) },
          },
        ]
      : []),
    ...(me?.isInstanceAdmin
      ? [
          {
            ...{ id: 'create-company', label: 'Create a company', keywords: 'new found' },
            ...{ icon: <Building2 aria-hidden />, onSelect: ask('company') },
          },
          {
            ...{ id: 'instance', label: 'Open the instance', keywords: 'health version workers server' },
            ...{ icon: <Server aria-hidden />, onSelect: () => router.push('/instance') },
          },
        ]
      : []),
    {
      ...{ id: 'reference', label: 'Open the API reference', keywords: 'docs rest' },
      ...{ icon: <BookOpen aria-hidden />, onSelect: () => router.push('/reference') },
    },
    {
      ...{ id: 'keys', label: 'Show the keys', keywords: 'shortcuts keyboard help' },
      ...{ icon: <Keyboard aria-hidden />, shortcut: KEYS.shortcutSheet.keys, onSelect: does.onKeys },
    },
  ]
  const items = deeds
    .filter(({ grant }) => grant === undefined || grants.has(grant))
    .map(({ grant: _grant, ...deed }): CommandItem => ({ ...deed, group: 'Do' }))
  return { items, dialog: <Asked asking={asking} onClose={() => setAsking(null)} /> }
}

function Asked({ asking, onClose }: { asking: Asking | null; onClose: () => void }) {
  return (
    <Suspense>
      {asking === 'hire' ? <HireDialog isOpen onClose={onClose} /> : null}
      {asking === 'goal' ? <NewGoal onClose={onClose} /> : null}
      {asking === 'project' ? <ProjectDialog onClose={onClose} /> : null}
      <CreateCompanyDialog isOpen={asking === 'company'} onClose={onClose} />
      <PauseCompany isOpen={asking === 'pause'} onClose={onClose} />
    </Suspense>
  )
}

function NewGoal({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const goals = useQuery(trpc.goals.listGoals.queryOptions({ companyId: slug })).data
  return goals ? <GoalDialog goals={goals} onClose={onClose} /> : null
}

function PauseCompany({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const input = { companyId: slug }
  const runs = useQuery(trpc.reports.dashboard.queryOptions(input, { enabled: isOpen })).data?.runs
  const pause = useSave(trpc.companies.pauseCompany.mutationOptions({ onSuccess: onClose }))
  const live = runs?.live ?? 0
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      onConfirm={() => pause.mutate(input)}
      isBusy={pause.isPending}
      error={pause.problem?.message}
      title="Pause the company?"
      action="Pause company"
      effect={`${live === 0 ? 'No run is live' : `${live} live ${live === 1 ? 'run is' : 'runs are'} asked to stop, and what is reserved for ${live === 1 ? 'it' : 'them'} is released`}. No agent starts a run until somebody resumes the company; wakes wait.`}
    />
  )
}
