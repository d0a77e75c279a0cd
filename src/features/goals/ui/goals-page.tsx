'use client'

import { useQuery } from '@tanstack/react-query'
import { Flag, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Avatar } from '@/ui/avatar'
import { usePageName } from '@/ui/breadcrumbs'
import { Button, ButtonLink } from '@/ui/button'
import { formatMicros, Money } from '@/ui/money'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { TextLink } from '@/ui/text-link'
import { type TreeNode, TreeView } from '@/ui/tree-view'
import type { GoalView } from '../schema'
import { GoalDialog } from './goal-dialog'
import { DueDay, GoalProgress, GoalStatusDot } from './goal-marks'

type Editing = { goal: GoalView } | { parentId: string | undefined } | null

/** The mission and all that serves it, with how far each goal is. */
export function GoalsPage() {
  usePageName('Goals')
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const [editing, setEditing] = useState<Editing>(null)
  const query = useQuery(trpc.goals.listGoals.queryOptions({ companyId: slug }))
  const goals = query.data ?? []
  return (
    <>
      <PageHeader
        title="Goals"
        subtitle={
          <>
            Why each task exists. <span className="max-sm:hidden">Arrow keys walk the tree, Enter changes a goal.</span>
          </>
        }
        actions={
          <>
            <ButtonLink href={to('/projects')}>Projects</ButtonLink>
            <Granted to="goal:write">
              <Button
                variant="primary"
                icon={<Plus aria-hidden className="size-3.5" />}
                onClick={() => setEditing({ parentId: undefined })}
              >
                Create goal
              </Button>
            </Granted>
          </>
        }
      />
      <Panel isFlush>
        <Loaded query={query} what="The goals">
          {(all) => (
            <div className="p-2 sm:p-3">
              <TreeView
                label="Goals"
                nodes={treeOf(all, setEditing)}
                onOpen={(id) => {
                  const goal = all.find((each) => each.id === id)
                  if (goal) setEditing({ goal })
                }}
              />
            </div>
          )}
        </Loaded>
      </Panel>
      {editing ? <GoalDialog goals={goals} onClose={() => setEditing(null)} {...editing} /> : null}
    </>
  )
}

function treeOf(goals: GoalView[], onEdit: (editing: Editing) => void): TreeNode[] {
  const below = (parentId: string | null): TreeNode[] =>
    goals
      .filter((goal) => goal.parentId === parentId)
      .map((goal) => ({
        id: goal.id,
        text: `${goal.title}, ${goal.status}, ${goal.tasksDone} of ${goal.tasksTotal} tasks done`,
        content: <GoalRow goal={goal} onEdit={onEdit} />,
        children: below(goal.id),
      }))
  return below(null)
}

type GoalRowProps = { goal: GoalView; onEdit: (editing: Editing) => void }

function GoalRow({ goal, onEdit }: GoalRowProps) {
  const { to } = useCompanySlug()
  const open = () => onEdit({ goal })
  return (
    <span className="flex w-full min-w-0 items-center gap-3">
      {goal.parentId === null ? (
        <span className="flex min-w-0 items-center gap-2 font-semibold">
          <Flag aria-hidden className="size-4 shrink-0 text-accent" />
          <button type="button" tabIndex={-1} onClick={open} className="truncate hover:text-accent">
            {goal.title}
          </button>
          <span className="font-normal text-faint text-xs">Mission</span>
        </span>
      ) : (
        <span className="flex min-w-0 items-center gap-2">
          <GoalStatusDot status={goal.status} hideLabel />
          <button type="button" tabIndex={-1} onClick={open} className="truncate font-medium hover:text-accent">
            {goal.title}
          </button>
        </span>
      )}
      <span className="ml-auto flex shrink-0 items-center gap-4 text-muted text-xs">
        <span className="flex w-24 items-center gap-1.5 max-md:hidden">
          {goal.owner ? (
            <>
              <Avatar name={goal.owner.name} kind={goal.owner.kind} size="xs" />
              <span className="truncate">{goal.owner.name}</span>
            </>
          ) : null}
        </span>
        <span className="w-40 text-right max-lg:hidden">
          {goal.dueDate ? (
            <DueDay day={goal.dueDate} isOpen={goal.status === 'planned' || goal.status === 'active'} before="due" />
          ) : null}
        </span>
        <GoalCost goal={goal} />
        <span className="w-40 text-right max-sm:hidden">
          <GoalProgress goal={goal} />
        </span>
        <span className="tnum sm:hidden">
          {goal.tasksDone}/{goal.tasksTotal}
        </span>
        <TextLink tabIndex={-1} href={to(`/tasks?goal=${goal.id}`)} className="max-sm:hidden">
          Tasks
        </TextLink>
        <Granted to="goal:write">
          <Button
            size="sm"
            variant="ghost"
            tabIndex={-1}
            aria-label={`Add a goal below ${goal.title}`}
            icon={<Plus aria-hidden className="size-3.5" />}
            onClick={() => onEdit({ parentId: goal.id })}
          />
        </Granted>
      </span>
    </span>
  )
}

/** With all below it; on hover, what its own tasks have cost, where that is less. */
function GoalCost({ goal: { costMicros, ownCostMicros } }: { goal: GoalView }) {
  const ofItsOwn = `${formatMicros(ownCostMicros)} of it by tasks of this goal itself, the rest by goals below`
  return (
    <span className="w-20 text-right max-md:hidden" title={ownCostMicros < costMicros ? ofItsOwn : undefined}>
      {costMicros > 0 ? <Money micros={costMicros} /> : null}
    </span>
  )
}
