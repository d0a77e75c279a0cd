'use client'

import { ChevronRight, CircleCheck, CircleSlash } from 'lucide-react'
import type { ReactNode } from 'react'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Markdown } from '@/ui/markdown'
import { RelativeTime } from '@/ui/relative-time'
import { TextLink } from '@/ui/text-link'
import type { Answers, InteractionView } from '../rules/interactions'
import { endedText, questionsOf, suggestedOf, takenOf, whoAsked } from './interaction-text'
import { useNames } from './use-names'

/** A structured question that is over, in the thread: who decided what; unfolded, all that was asked and answered. */
export function EndedInteraction({ interaction }: { interaction: InteractionView }) {
  const nameOf = useNames()
  const { status, title, summary, result, resolvedByKind, resolvedById, resolvedAt } = interaction
  const asker = whoAsked(interaction, nameOf)
  const who = resolvedById && resolvedByKind !== 'system' ? nameOf(resolvedById) : 'Paperclip'
  const isGood = status === 'accepted' || status === 'answered'
  const Icon = isGood ? CircleCheck : CircleSlash
  return (
    <details className="group ml-8 rounded-md border bg-canvas text-xs">
      <summary className="flex min-h-9 items-center gap-2 px-2.5 py-1.5 hover:bg-hover">
        <ChevronRight aria-hidden className="size-3 shrink-0 text-faint transition-transform group-open:rotate-90" />
        <Icon aria-hidden className={`size-3.5 shrink-0 ${isGood ? 'text-good' : 'text-faint'}`} />
        <span className="min-w-0 flex-1 break-words">{endedText(interaction, asker, who)}</span>
        {resolvedAt ? <RelativeTime at={resolvedAt} className="text-faint" /> : null}
      </summary>
      <div className="flex flex-col gap-2.5 border-t p-3 text-sm">
        {title ? <p className="font-semibold">{title}</p> : null}
        {summary ? <p className="whitespace-pre-line break-words text-muted">{summary}</p> : null}
        <Asked interaction={interaction} />
        {typeof result?.note === 'string' ? <Pair name="Note">{result.note}</Pair> : null}
      </div>
    </details>
  )
}

function Asked({ interaction }: { interaction: InteractionView }) {
  if (interaction.kind === 'suggest_tasks') return <Suggestions interaction={interaction} />
  if (interaction.kind === 'ask_user_questions') return <QuestionsAndAnswers interaction={interaction} />
  const { prompt, details } = interaction.payload
  return (
    <>
      <p className="break-words">{String(prompt)}</p>
      {typeof details === 'string' && details ? <Markdown text={details} /> : null}
    </>
  )
}

function QuestionsAndAnswers({ interaction }: { interaction: InteractionView }) {
  const answers = (interaction.result?.answers ?? {}) as Answers
  return (
    <dl className="flex flex-col gap-2">
      {questionsOf(interaction).map((question) => {
        const answer = answers[question.id]
        return (
          <div key={question.id}>
            <dt className="text-muted text-xs">{question.prompt}</dt>
            <dd className="whitespace-pre-line break-words font-medium">
              {(Array.isArray(answer) ? answer.join(', ') : answer) || (
                <span className="font-normal text-faint">No answer</span>
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** All that was suggested; what was taken leads to the task that it became. */
function Suggestions({ interaction }: { interaction: InteractionView }) {
  const { to } = useCompanySlug()
  const taken = takenOf(interaction)
  const taskIds = (interaction.result?.taskIds ?? []) as string[]
  return (
    <ul className="flex flex-col gap-1">
      {suggestedOf(interaction).map((task, at) => {
        const taskId = taskIds[taken.indexOf(at)]
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a suggestion is known by its position
          <li key={at} className="break-words">
            {taskId ? (
              <TextLink href={to(`/tasks/${taskId}`)}>{task.title}</TextLink>
            ) : (
              <span className="text-muted">{task.title} (not created)</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function Pair({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <p className="text-muted text-xs">{name}</p>
      <p className="whitespace-pre-line break-words">{children}</p>
    </div>
  )
}
