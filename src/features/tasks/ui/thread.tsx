'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronRight, MessageSquare, Wrench } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Avatar } from '@/ui/avatar'
import { EmptyState } from '@/ui/empty-state'
import { Markdown } from '@/ui/markdown'
import { RelativeTime } from '@/ui/relative-time'
import { TextLink } from '@/ui/text-link'
import type { InteractionView } from '../rules/interactions'
import type { MessageView } from '../schema'
import { EndedInteraction } from './ended-interaction'
import { useInteractions } from './use-interactions'

const MessageEditor = lazy(() => import('./message-actions').then((part) => ({ default: part.MessageEditor })))
const MessageHistory = lazy(() => import('./message-actions').then((part) => ({ default: part.MessageHistory })))

/** What was said and decided about a task, oldest first; the product's own notes are quieter. */
export function Thread({ taskId }: { taskId: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const query = useQuery(trpc.tasks.listMessages.queryOptions({ companyId: slug, taskId, limit: 500 }))
  const ended = useInteractions(taskId).filter((each) => each.status !== 'pending')
  return (
    <Loaded query={query} what="The thread">
      {(messages) =>
        messages.length + ended.length === 0 ? (
          <EmptyState isCompact icon={<MessageSquare />} title="No message yet">
            Agents report here. What you write is read by the assignee; @name wakes somebody else.
          </EmptyState>
        ) : (
          <ol className="flex flex-col gap-4">
            {inOrder(messages, ended).map((entry) => (
              <li key={entry.id}>
                {'role' in entry ? <Message message={entry} /> : <EndedInteraction interaction={entry} />}
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  )
}

/** Messages and decisions by the time when they came. */
function inOrder(messages: MessageView[], ended: InteractionView[]): (MessageView | InteractionView)[] {
  const at = (entry: MessageView | InteractionView) => ('role' in entry ? entry.createdAt : (entry.resolvedAt ?? ''))
  return [...messages, ...ended].sort((a, b) => at(a).localeCompare(at(b)))
}

function Message({ message }: { message: MessageView }) {
  return message.role === 'system' ? <Note message={message} /> : <Said message={message} />
}

function Note({ message }: { message: MessageView }) {
  return (
    <div className="flex items-baseline gap-2 pl-8 text-muted text-xs">
      <span className="min-w-0 flex-1 whitespace-pre-line break-words">{message.content}</span>
      <RelativeTime at={message.createdAt} className="text-faint" />
    </div>
  )
}

function Said({ message }: { message: MessageView }) {
  const { to } = useCompanySlug()
  const [open, setOpen] = useState<'editor' | 'history' | null>(null)
  const close = () => setOpen(null)
  return (
    <article className="group/said flex gap-2.5">
      <Avatar name={message.authorName} kind={message.authorKind === 'agent' ? 'agent' : 'person'} size="md" />
      <div className="min-w-0 flex-1">
        <header className="mb-0.5 flex flex-wrap items-baseline gap-x-2 text-xs">
          <span className="font-semibold text-ink text-sm">{message.authorName}</span>
          <RelativeTime at={message.createdAt} className="text-faint" />
          {message.runId ? <TextLink href={to(`/runs/${message.runId}`)}>run</TextLink> : null}
          {message.editedAt ? (
            <QuietButton onClick={() => setOpen('history')}>edited: see what it said</QuietButton>
          ) : null}
          <span className="ml-auto sm:opacity-0 sm:group-focus-within/said:opacity-100 sm:group-hover/said:opacity-100">
            <Granted to="message:write">
              <QuietButton onClick={() => setOpen('editor')}>Edit</QuietButton>
            </Granted>
          </span>
        </header>
        {open === 'editor' ? (
          <Suspense>
            <MessageEditor message={message} onClose={close} />
          </Suspense>
        ) : (
          <Markdown text={message.content} />
        )}
        {message.toolCalls.length > 0 ? <ToolCalls calls={message.toolCalls} /> : null}
        {open === 'history' ? (
          <Suspense>
            <MessageHistory message={message} onClose={close} />
          </Suspense>
        ) : null}
      </div>
    </article>
  )
}

function QuietButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button type="button" onClick={onClick} className="min-h-6 rounded-sm text-muted hover:text-ink hover:underline">
      {children}
    </button>
  )
}

function ToolCalls({ calls }: { calls: MessageView['toolCalls'] }) {
  return (
    <div className="mt-2 flex flex-col gap-1">
      {calls.map((call, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls have no id, and their order never changes
        <details key={index} className="group rounded-md border bg-canvas text-xs">
          <summary className="flex h-7 items-center gap-2 px-2 text-muted hover:text-ink">
            <ChevronRight aria-hidden className="size-3 transition-transform group-open:rotate-90" />
            <Wrench aria-hidden className="size-3" />
            <span className="truncate font-mono">{call.tool}</span>
          </summary>
          <div className="flex flex-col gap-2 border-t p-2">
            <ToolText name="Input" value={call.input} />
            <ToolText name="Output" value={call.output} />
          </div>
        </details>
      ))}
    </div>
  )
}

function ToolText({ name, value }: { name: string; value: unknown }) {
  if (value === undefined || value === null) return null
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return (
    <div>
      <p className="mb-1 text-faint">{name}</p>
      <pre className="max-h-64 overflow-auto whitespace-pre-wrap break-words rounded bg-sunken p-2 font-mono">
        {text}
      </pre>
    </div>
  )
}
