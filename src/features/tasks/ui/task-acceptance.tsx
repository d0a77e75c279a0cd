'use client'

import { CircleCheck, CircleDashed } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { TextLink } from '@/ui/text-link'
import type { Tone } from '@/ui/tone'
import type { TaskView } from '../schema'
import { CheckList } from './check-list'
import { StageVerdict } from './stage-verdict'
import { useNames } from './use-names'

const AcceptanceDialog = lazy(() => import('./acceptance-dialog'))

type Verification = NonNullable<TaskView['verification']>

const VERIFIED: Record<Verification['state'], { label: string; tone: Tone }> = {
  pending: { label: 'Checking now', tone: 'info' },
  passed: { label: 'All checks passed', tone: 'good' },
  failed: { label: 'A check failed', tone: 'bad' },
  error: { label: 'The checks could not be carried out', tone: 'bad' },
}

/** What must be true and who must agree before the task is done, and where it stands. */
export function TaskAcceptance({ task }: { task: TaskView }) {
  const [isEditing, setIsEditing] = useState(false)
  const isPlain = task.acceptance.length === 0 && !task.executionPolicy
  return (
    <Panel
      title="Acceptance"
      actions={
        <Granted to="task:write">
          <Button size="sm" variant="ghost" onClick={() => setIsEditing(true)}>
            {isPlain ? 'Set up' : 'Change'}
          </Button>
        </Granted>
      }
    >
      {isPlain ? <p className="text-muted text-sm">Done when the assignee says so.</p> : null}
      <div className="flex flex-col gap-4 empty:hidden">
        {task.acceptance.length > 0 ? <Checks task={task} /> : null}
        {task.executionPolicy ? <Stages task={task} /> : null}
        <Granted to="task:write">
          <StageVerdict task={task} />
        </Granted>
      </div>
      <Suspense>{isEditing ? <AcceptanceDialog task={task} onClose={() => setIsEditing(false)} /> : null}</Suspense>
    </Panel>
  )
}

function Checks({ task }: { task: TaskView }) {
  const { to } = useCompanySlug()
  const { verification } = task
  return (
    <section aria-label="Checks">
      {verification ? (
        <p className="mb-1.5 flex flex-wrap items-center gap-2 text-xs">
          <Badge tone={VERIFIED[verification.state].tone}>{VERIFIED[verification.state].label}</Badge>
          <RelativeTime at={verification.endedAt ?? verification.askedAt} className="text-faint" />
          {verification.runId ? <TextLink href={to(`/runs/${verification.runId}`)}>the run</TextLink> : null}
        </p>
      ) : null}
      <CheckList checks={task.acceptance} results={verification?.checks ?? []} />
    </section>
  )
}

/** The stages in their order: which are passed, whose turn it is. */
function Stages({ task }: { task: TaskView }) {
  const nameOf = useNames()
  const stages = task.executionPolicy?.stages ?? []
  const state = task.executionState
  const at = stages.findIndex((stage) => stage.id === state?.stageId)
  return (
    <ol aria-label="Who must agree" className="flex flex-col gap-2">
      {stages.map((stage, index) => {
        const isPassed = state?.status === 'completed' || index < at
        const isHere = index === at && state?.status === 'pending'
        const who = state?.currentParticipant ? nameOf(state.currentParticipant.id) : 'somebody of the board'
        return (
          <li key={stage.id} className="flex items-start gap-2 text-sm">
            {isPassed ? (
              <CircleCheck aria-hidden className="mt-0.5 size-3.5 shrink-0 text-good" />
            ) : (
              <CircleDashed aria-hidden className="mt-0.5 size-3.5 shrink-0 text-faint" />
            )}
            <span className="min-w-0">
              {stage.type === 'review' ? 'Review' : 'Approval'} by{' '}
              {stage.participants.map((each) => nameOf(each.id)).join(', ')}
              {stage.approvalsNeeded > 1 ? ` (${stage.approvalsNeeded} of them)` : ''}
              {isPassed ? <span className="sr-only">, passed</span> : null}
              {isHere ? <span className="block text-review text-xs">It is the turn of {who}.</span> : null}
              {index === at && state?.status === 'changes_requested' ? (
                <span className="block text-warn text-xs">Changes were asked for.</span>
              ) : null}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
