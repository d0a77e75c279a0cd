'use client'

import { CircleHelp } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted, GrantedFields } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { RelativeTime } from '@/ui/relative-time'
import type { InteractionView } from '../rules/interactions'
import type { TaskView } from '../schema'
import { AskedConfirmation } from './asked-confirmation'
import { AskedQuestions } from './asked-questions'
import { askedText, whoAsked } from './interaction-text'
import { SuggestedTasks } from './suggested-tasks'
import { useDecided, useInteractions } from './use-interactions'
import { useNames } from './use-names'

const ANSWERS = {
  suggest_tasks: SuggestedTasks,
  ask_user_questions: AskedQuestions,
  request_confirmation: AskedConfirmation,
}

/** What the task waits to hear from people, oldest first, each with its answer in place. */
export function PendingInteractions({ task }: { task: TaskView }) {
  const pending = useInteractions(task.id).filter((each) => each.status === 'pending')
  const isGranted = useGrants().has('task:write')
  if (pending.length === 0) return null
  return (
    <section
      aria-label={isGranted ? 'Waits for your answer' : 'Waits for an answer'}
      className="flex min-w-0 flex-col gap-3"
    >
      {pending.reverse().map((interaction) => (
        <InteractionCard key={interaction.id} interaction={interaction} assigneeName={task.assigneeName} />
      ))}
    </section>
  )
}

type InteractionCardProps = {
  interaction: InteractionView
  /** Whom an answer wakes, null: whoever asked. Absent where that is told elsewhere. */
  assigneeName?: string | null
}

/** One question with its answer in place. */
export function InteractionCard({ interaction, assigneeName }: InteractionCardProps) {
  const nameOf = useNames()
  const [isDismissing, setIsDismissing] = useState(false)
  const asker = whoAsked(interaction, nameOf)
  const Answer = ANSWERS[interaction.kind]
  return (
    <article
      aria-label={interaction.title ?? askedText(interaction, asker)}
      className="overflow-hidden rounded-lg border border-accent/40 bg-surface shadow-card"
    >
      <header className="flex items-center gap-2.5 border-b bg-accent-soft px-3 py-2 sm:px-4">
        <CircleHelp aria-hidden className="size-4 shrink-0 text-accent" />
        <p className="min-w-0 flex-1 text-sm">
          <span className="font-semibold">{askedText(interaction, asker)}</span>{' '}
          <RelativeTime at={interaction.createdAt} className="text-muted text-xs" />
        </p>
        <Granted to="message:write">
          <Button size="sm" variant="ghost" className="max-sm:h-8" onClick={() => setIsDismissing(true)}>
            Dismiss
          </Button>
        </Granted>
      </header>
      <div className="flex flex-col gap-3 p-3 sm:p-4">
        {interaction.title ? <h2 className="font-semibold text-base">{interaction.title}</h2> : null}
        {interaction.summary ? <p className="whitespace-pre-line break-words text-sm">{interaction.summary}</p> : null}
        <GrantedFields to="task:write">
          <Answer interaction={interaction} />
        </GrantedFields>
        {assigneeName === undefined ? null : <WhoWakes interaction={interaction} name={assigneeName ?? asker} />}
      </div>
      {isDismissing ? (
        <DismissDialog interaction={interaction} asker={asker} onClose={() => setIsDismissing(false)} />
      ) : null}
    </article>
  )
}

function WhoWakes({ interaction, name }: { interaction: InteractionView; name: string }) {
  const { continuation, createdByKind } = interaction
  if (continuation === 'none' || createdByKind !== 'agent') return null
  return (
    <p className="text-faint text-xs">
      {continuation === 'wake_assignee' ? `Any answer wakes ${name}.` : `A yes wakes ${name}.`}
    </p>
  )
}

type DismissProps = { interaction: InteractionView; asker: string; onClose: () => void }

function DismissDialog({ interaction, asker, onClose }: DismissProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const onDecided = useDecided()
  const withdraw = useSave(trpc.tasks.withdrawInteraction.mutationOptions({ onSuccess: onDecided }))
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => withdraw.mutate({ companyId: slug, interactionId: interaction.id })}
      title="Dismiss without an answer?"
      effect={`The thread says that it was dismissed. ${asker} is not woken, and may ask again.`}
      action="Dismiss"
      isBusy={withdraw.isPending}
      error={withdraw.problem?.message}
    />
  )
}
