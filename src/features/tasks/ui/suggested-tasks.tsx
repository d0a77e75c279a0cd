'use client'

import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import type { InteractionView, Suggested } from '../rules/interactions'
import { ChoiceRow } from './choice-row'
import { Decision } from './decision'
import { suggestedOf } from './interaction-text'
import { PriorityMark } from './task-marks'
import { useDecided } from './use-interactions'
import { useNames } from './use-names'

/** Suggested tasks as a list to tick off; those that are ticked are made below the task. */
export function SuggestedTasks({ interaction }: { interaction: InteractionView }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const onDecided = useDecided()
  const nameOf = useNames()
  const tasks = suggestedOf(interaction)
  const [selected, setSelected] = useState<number[]>(() => tasks.map((_task, at) => at))
  const accept = useSave(trpc.tasks.acceptInteraction.mutationOptions({ onSuccess: onDecided }))
  const isAll = selected.length === tasks.length
  return (
    <>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="sr-only">Which tasks to create</legend>
        {tasks.map((task, at) => (
          <ChoiceRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a suggestion is known by its position
            key={at}
            type="checkbox"
            className={INDENTS[Math.min(depthOf(tasks, task), INDENTS.length - 1)]}
            checked={selected.includes(at)}
            onChange={(event) =>
              setSelected(event.target.checked ? [...selected, at] : selected.filter((each) => each !== at))
            }
          >
            <SuggestedTask task={task} assignee={task.assigneeId ? nameOf(task.assigneeId) : null} />
          </ChoiceRow>
        ))}
      </fieldset>
      {tasks.length > 1 ? (
        <span>
          <Button
            size="sm"
            variant="ghost"
            className="-ml-2 max-sm:h-9"
            onClick={() => setSelected(isAll ? [] : tasks.map((_task, at) => at))}
          >
            {isAll ? 'Choose none' : 'Choose all'}
          </Button>
        </span>
      ) : null}
      <Decision
        interactionId={interaction.id}
        no="Reject"
        problem={accept.problem?.message}
        isBusy={accept.isPending}
        yes={`Create ${selected.length} ${selected.length === 1 ? 'task' : 'tasks'}`}
        isYesDisabled={selected.length === 0}
        onYes={() => accept.mutate({ companyId: slug, interactionId: interaction.id, selected })}
      />
    </>
  )
}

const INDENTS = ['', 'ml-5', 'ml-10', 'ml-14']

/** How many suggestions stand above one; a parent always comes before its children. */
function depthOf(tasks: readonly Suggested[], task: Suggested): number {
  const parent = tasks.find((each) => each.clientKey !== undefined && each.clientKey === task.parentClientKey)
  return parent ? depthOf(tasks, parent) + 1 : 0
}

function SuggestedTask({ task, assignee }: { task: Suggested; assignee: string | null }) {
  return (
    <>
      <span className="font-medium">{task.title}</span>
      {task.priority && task.priority !== 'medium' ? (
        <span className="ml-2 text-muted text-xs">
          <PriorityMark priority={task.priority} />
        </span>
      ) : null}
      {assignee ? <span className="ml-2 whitespace-nowrap text-muted text-xs">for {assignee}</span> : null}
      {task.description ? (
        <span className="mt-0.5 block whitespace-pre-line text-muted text-xs">{task.description}</span>
      ) : null}
    </>
  )
}
