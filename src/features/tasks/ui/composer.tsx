'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Avatar } from '@/ui/avatar'
import { Button } from '@/ui/button'
import { Kbd } from '@/ui/kbd'
import { mentionAt, mentionChoices } from './mention-at'

/** Writes a message; `@` offers the agents, and who is mentioned wakes. */
export function Composer({ taskId }: { taskId: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const id = useId()
  const box = useRef<HTMLTextAreaElement>(null)
  const wantedCaret = useRef<number | null>(null)
  const [text, setText] = useState('')
  const [caret, setCaret] = useState(0)
  const [index, setIndex] = useState(0)
  const [isClosed, setIsClosed] = useState(false)
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug }))
  // Before the next key is typed the caret must stand behind the chosen name.
  useLayoutEffect(() => {
    if (wantedCaret.current === null) return
    box.current?.focus()
    box.current?.setSelectionRange(wantedCaret.current, wantedCaret.current)
    wantedCaret.current = null
  })
  const mention = isClosed ? null : mentionAt(text, caret)
  const choices = mention ? mentionChoices(agents.data ?? [], mention.query) : []
  const active = choices[index % Math.max(1, choices.length)]
  const queryKey = trpc.tasks.listMessages.queryKey({ companyId: slug, taskId, limit: 500 })
  const post = useSave(
    trpc.tasks.postMessage.mutationOptions({
      onSuccess: (message) => {
        setText('')
        queryClient.setQueryData(queryKey, (old) =>
          old && !old.some((each) => each.id === message.id) ? [...old, message] : old,
        )
      },
    }),
  )
  const send = () => text.trim() && !post.isPending && post.mutate({ companyId: slug, taskId, content: text })
  const choose = (name: string) => {
    if (!mention) return
    const next = `${text.slice(0, mention.start)}@${name} ${text.slice(caret)}`
    const end = mention.start + name.length + 2
    setText(next)
    setCaret(end)
    setIsClosed(true)
    wantedCaret.current = end
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) return send()
    if (!active) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) setIndex((index + step + choices.length) % choices.length)
    else if (event.key === 'Enter' || event.key === 'Tab') choose(active.name)
    else if (event.key === 'Escape') setIsClosed(true)
    else return
    event.preventDefault()
  }
  return (
    <div className="relative">
      {active ? (
        <ul
          id={`${id}-list`}
          aria-label="Agents"
          className="absolute bottom-full left-2 z-10 mb-1 w-64 rounded-lg bg-surface p-1 shadow-pop"
        >
          {choices.map((agent) => (
            <li key={agent.id}>
              <button
                type="button"
                tabIndex={-1}
                onClick={() => choose(agent.name)}
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
      ) : null}
      <div className="rounded-lg border border-control/60 bg-surface shadow-card focus-within:border-accent">
        <textarea
          ref={box}
          value={text}
          rows={2}
          aria-label="Message"
          aria-describedby={`${id}-hint`}
          placeholder="Write a message. @ mentions an agent and wakes it."
          onChange={(event) => {
            setText(event.target.value)
            setCaret(event.target.selectionStart)
            setIndex(0)
            setIsClosed(false)
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
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
            disabled={!text.trim()}
            onClick={send}
          >
            Send
          </Button>
        </div>
      </div>
      <div className="mt-2 empty:hidden">
        <FormProblem text={post.problem?.message} />
      </div>
    </div>
  )
}
