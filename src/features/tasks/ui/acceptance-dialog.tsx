'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { inNameOrder } from '@/ui/in-name-order'
import { Checkbox } from '@/ui/input'
import type { TaskView } from '../schema'
import { type CheckDraft, checksOf, draftsOf } from './acceptance-draft'
import { CheckFields } from './check-fields'
import { type StageDraft, StageFields } from './stage-fields'

/** Which checks a completion must pass, and who must agree to it. */
export default function AcceptanceDialog({ task, onClose }: { task: TaskView; onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const agents =
    useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder })).data ?? []
  const members = useQuery(trpc.org.listMembers.queryOptions({ companyId: slug }, { select: inNameOrder })).data ?? []
  const [checks, setChecks] = useState<CheckDraft[]>(() => draftsOf(task.acceptance))
  const [stages, setStages] = useState<StageDraft[]>(() =>
    (task.executionPolicy?.stages ?? []).map((stage) => ({ ...stage, key: stage.id })),
  )
  const [commentRequired, setCommentRequired] = useState(task.executionPolicy?.commentRequired ?? true)
  const save = useSave(
    trpc.tasks.updateTask.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.tasks.getTask.queryKey({ companyId: slug, identifier: task.identifier }), saved)
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const mode = task.executionPolicy?.mode ?? 'normal'
    const policy = { mode, commentRequired, stages: stages.map(({ key: _, ...stage }) => stage) }
    const acceptance = checksOf(checks, task.acceptance)
    save.mutate({
      ...{ companyId: slug, taskId: task.id, acceptance },
      executionPolicy: stages.length > 0 ? policy : null,
    })
  }
  const wrong = Object.entries(save.fieldErrors).map(([field, problem]) => `${placeOf(field)}: ${problem}`)
  const people = [
    ...members.map(({ id, name }) => ({ id, name, type: 'person' as const })),
    ...agents.map(({ id, name }) => ({ id, name, type: 'agent' as const })),
  ]
  return (
    <FormDialog
      needs="task:write"
      onClose={onClose}
      size="lg"
      title="Acceptance"
      description="Whoever completes the task: the checks run first, then each stage decides. Only then it is done."
      onSubmit={submit}
      submitLabel="Save acceptance"
      isBusy={save.isPending}
      problem={wrong.length > 0 ? wrong.join(' ') : save.formError}
    >
      <div className="flex flex-col gap-6">
        <section aria-label="Checks" className="flex flex-col gap-3">
          <h3 className="font-semibold text-sm">Checks, carried out in the workspace of the agent that did the work</h3>
          {checks.map((check, index) => (
            <CheckFields
              key={check.key}
              check={check}
              number={index + 1}
              onChange={(next) => setChecks(checks.with(index, next))}
              onRemove={() => setChecks(checks.toSpliced(index, 1))}
            />
          ))}
          <AddButton label="Add check" onClick={() => setChecks([...checks, newCheck()])} />
        </section>
        <section aria-label="Stages" className="flex flex-col gap-3">
          <h3 className="font-semibold text-sm">Who must agree, one stage after the other</h3>
          {stages.map((stage, index) => (
            <StageFields
              key={stage.key}
              stage={stage}
              number={index + 1}
              people={people}
              onChange={(next) => setStages(stages.with(index, next))}
              onRemove={() => setStages(stages.toSpliced(index, 1))}
            />
          ))}
          <AddButton label="Add stage" onClick={() => setStages([...stages, newStage()])} />
          {stages.length > 0 ? (
            <Checkbox
              label="A decision says why"
              checked={commentRequired}
              onChange={(event) => setCommentRequired(event.target.checked)}
            />
          ) : null}
        </section>
      </div>
    </FormDialog>
  )
}

function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="sm" className="self-start" icon={<Plus aria-hidden className="size-3" />} onClick={onClick}>
      {label}
    </Button>
  )
}

function newCheck(): CheckDraft {
  return { key: crypto.randomUUID(), name: '', kind: 'command_exit_0', subject: '', expected: '' }
}

function newStage(): StageDraft {
  return { key: crypto.randomUUID(), type: 'review', approvalsNeeded: 1, participants: [] }
}

/** "acceptance.0.command" → "Check 1". */
function placeOf(field: string): string {
  const [, kind = '', index = ''] = /^(acceptance|executionPolicy\.stages)\.(\d+)/.exec(field) ?? []
  if (!index) return 'Acceptance'
  return `${kind === 'acceptance' ? 'Check' : 'Stage'} ${Number(index) + 1}`
}
