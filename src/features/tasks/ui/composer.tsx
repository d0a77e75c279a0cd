'use client'

import { useQueryClient } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { useId, useRef } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Avatar } from '@/ui/avatar'
import { Button } from '@/ui/button'
import { Kbd } from '@/ui/kbd'
import { useMention } from './use-mention'

/** Writes a message; `@` offers the agents, and who is mentioned wakes. */
export function Composer({ taskId }: { taskId: string }) {
  const id = useId()
  const box = useRef<HTMLTextAreaElement>(null)
  const mention = useMention(box)
  const post = usePost(taskId, () => mention.write('', 0))
  const isEmpty = !mention.text.trim()
  return (
    <div className="relative">
      <Offer agents={mention.choices} active={mention.active} onChoose={mention.choose} />
      <div className="rounded-lg border border-control/60 bg-surface shadow-card focus-within:border-accent">
        <textarea
          ref={box}
          value={mention.text}
          rows={2}
          aria-label="Message"
          aria-describedby={`${id}-hint`}
          placeholder="Write a message. @ mentions an agent and wakes it."
          onChange={(event) => mention.write(event.target.value, event.target.selectionStart)}
          onSelect={(event) => mention.setCaret(event.currentTarget.selectionStart)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) post.send(mention.text)
            else mention.onKeyDown(event)
          }}
          className="field-sizing-content block max-h-80 min-h-14 w-full resize-none bg-transparent px-3 py-2 text-base focus-visible:outline-none sm:text-sm"
        />
        <div className="flex items-center gap-2 px-2 pb-2">
          <p id={`${id}-hint`} className="flex items-center gap-1.5 pl-1 text-faint text-xs max-sm:hidden">
            <Kbd keys="mod+Enter" /> sends · Markdown works
          </p>
          <Button
            variant="primary"
            size="sm"
            className="ml-auto"
            isBusy={post.isPending}
            disabled={isEmpty}
            onClick={() => post.send(mention.text)}
          >
            Send
          </Button>
        </div>
      </div>
      <div className="mt-2 empty:hidden">
        <FormProblem text={post.problem} />
      </div>
    </div>
  )
}

/** Sends a message and shows it at once when the server has it, before the live feed tells of it. */
function usePost(taskId: string, onSent: () => void) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const queryKey = trpc.tasks.listMessages.queryKey({ companyId: slug, taskId, limit: 500 })
  const post = useSave(
    trpc.tasks.postMessage.mutationOptions({
      onSuccess: (message) => {
        onSent()
        queryClient.setQueryData(queryKey, (old) =>
          old && !old.some((each) => each.id === message.id) ? [...old, message] : old,
        )
      },
    }),
  )
  const send = (content: string) => {
    if (content.trim() && !post.isPending) post.mutate({ companyId: slug, taskId, content })
  }
  return { send, isPending: post.isPending, problem: post.problem?.message }
}

type Agent = Outputs['org']['listAgents'][number]
type OfferProps = { agents: Agent[]; active: Agent | undefined; onChoose: (name: string) => void }

function Offer({ agents, active, onChoose }: OfferProps) {
  if (!active) return null
  return (
    <ul aria-label="Agents" className="absolute bottom-full left-2 z-10 mb-1 w-64 rounded-lg bg-surface p-1 shadow-pop">
      {agents.map((agent) => (
        <li key={agent.id}>
          <button
            type="button"
            tabIndex={-1}
            onClick={() => onChoose(agent.name)}
            className={clsx(
              'flex h-7 w-full items-center gap-2 rounded-[5px] px-2 text-left text-sm hover:bg-hover',
              agent === active && 'bg-hover',
            )}
          >
            <Avatar name={agent.name} />
            <span className="truncate">{agent.name}</span>
            <span className="ml-auto truncate text-faint text-xs">{agent.title}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
