'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Inputs, useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { useSave } from '@/features/companies/ui/use-save'
import type { TaskView } from '@/features/tasks/schema'
import { Button, ButtonLink } from '@/ui/button'
import { Field } from '@/ui/field'
import { inNameOrder } from '@/ui/in-name-order'
import { Select, Textarea } from '@/ui/input'
import { Skeleton } from '@/ui/skeleton'
import { useToast } from '@/ui/toast'
import type { InboxItem } from './inbox-marks'

type Kind = 'review' | 'blocked' | 'orphan'
type Change = Omit<Inputs['tasks']['updateTask'], 'companyId' | 'taskId'>

/** A task that waits for a person: accept it, send it back, free it, or give it to somebody. */
export function TaskDeeds({ item, kind }: { item: InboxItem; kind: Kind }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const query = useQuery(trpc.tasks.getTask.queryOptions({ companyId: slug, taskId: item.id }))
  return (
    <Loaded query={query} what="The task" skeleton={<Skeleton className="h-32" />}>
      {(task) => <Deeds task={task} kind={kind} />}
    </Loaded>
  )
}

const SAID: Record<Kind, { label: string; placeholder: string }> = {
  review: { label: 'What you found', placeholder: 'What you looked at, or what should change.' },
  blocked: { label: 'What helps', placeholder: 'The answer, the key, or what to do instead.' },
  orphan: { label: 'A word for whoever gets it', placeholder: 'Where it stands, and what is left.' },
}

function Deeds({ task, kind }: { task: TaskView; kind: Kind }) {
  const trpc = useTRPC()
  const toast = useToast()
  const queryClient = useQueryClient()
  const { slug, to } = useCompanySlug()
  const [said, setSaid] = useState('')
  const [heir, setHeir] = useState('')
  const isGranted = useGrants().has('task:write')
  const update = useSave(
    trpc.tasks.updateTask.mutationOptions({
      onSuccess: () => {
        toast({ text: `${task.identifier}: done` })
        queryClient.invalidateQueries(trpc.reports.pathFilter())
      },
    }),
  )
  const send = (change: Change) =>
    update.mutate({ companyId: slug, taskId: task.id, ...change, ...(said.trim() && { comment: said.trim() }) })
  const open = <ButtonLink href={to(`/tasks/${task.identifier}`)}>Open {task.identifier}</ButtonLink>
  if (!isGranted) return <span>{open}</span>
  const isStaged = task.executionState?.status === 'pending'
  const isShort = kind === 'review' && task.executionPolicy?.commentRequired === true && said.trim() === ''
  const isOff = update.isPending || isShort
  return (
    <div className="flex max-w-2xl flex-col gap-3">
      {kind === 'review' && task.completionSummary ? (
        <p className="whitespace-pre-line break-words text-sm">{task.completionSummary}</p>
      ) : null}
      <Field label={SAID[kind].label} isOptional={!isShort} hint="Stands in the thread.">
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            placeholder={SAID[kind].placeholder}
            value={said}
            onChange={(event) => setSaid(event.target.value)}
          />
        )}
      </Field>
      {kind === 'review' ? null : (
        <Heir task={task} isNeeded={kind === 'orphan' || !task.assigneeId} value={heir} onChange={setHeir} />
      )}
      <FormProblem text={update.problem?.message} />
      <span className="flex flex-wrap gap-2">
        {kind === 'review' ? (
          <>
            <Button variant="primary" disabled={isOff} onClick={() => send({ state: 'done' })}>
              Accept
            </Button>
            <Button disabled={isOff} onClick={() => send({ state: isStaged ? 'in_progress' : 'todo' })}>
              Ask for changes
            </Button>
          </>
        ) : null}
        {kind === 'blocked' ? (
          <Button
            variant="primary"
            disabled={isOff || (!task.assigneeId && !task.assigneePersonId && !heir)}
            onClick={() => send({ state: 'todo', ...(heir && { assigneeId: heir }) })}
          >
            {heir ? 'Unblock and hand over' : 'Unblock'}
          </Button>
        ) : null}
        {kind === 'orphan' ? (
          <Button
            variant="primary"
            disabled={isOff || !heir}
            onClick={() => send({ assigneeId: heir, ...(isStuck(task) && { state: 'todo' }) })}
          >
            Hand over
          </Button>
        ) : null}
        {kind === 'review' ? null : (
          <Button disabled={isOff} onClick={() => send({ state: 'cancelled' })}>
            Cancel task
          </Button>
        )}
        {open}
      </span>
    </div>
  )
}

/** Somebody else's progress is not the heir's. */
function isStuck({ state }: TaskView): boolean {
  return state === 'in_progress' || state === 'blocked'
}

type HeirProps = { task: TaskView; isNeeded: boolean; value: string; onChange: (agentId: string) => void }

function Heir({ task, isNeeded, value, onChange }: HeirProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const agents =
    useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder })).data ?? []
  return (
    <Field label="Give it to" isOptional={!isNeeded}>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{isNeeded ? 'Choose an agent' : `${task.assigneeName ?? 'Whoever has it'} keeps it`}</option>
          {agents
            .filter((agent) => agent.id !== task.assigneeId)
            .map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.title ? `${agent.name} (${agent.title})` : agent.name}
              </option>
            ))}
        </Select>
      )}
    </Field>
  )
}
