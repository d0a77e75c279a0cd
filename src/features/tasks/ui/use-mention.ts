'use client'

import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { inNameOrder } from '@/ui/in-name-order'
import { mentionAt, mentionChoices } from './mention-at'

/** The text of a box in which `@` offers the agents: arrows walk the offer, Enter or Tab takes one, Escape closes it. */
export function useMention(box: RefObject<HTMLTextAreaElement | null>) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [text, setText] = useState('')
  const [caret, setCaret] = useState(0)
  const [index, setIndex] = useState(0)
  const [isClosed, setIsClosed] = useState(false)
  const wantedCaret = useRef<number | null>(null)
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder }))
  const mention = isClosed ? null : mentionAt(text, caret)
  const choices = mention ? mentionChoices(agents.data ?? [], mention.query) : []
  const active = choices[index % Math.max(1, choices.length)]

  // Before the next key is typed the caret must stand behind the chosen name.
  useLayoutEffect(() => {
    if (wantedCaret.current === null) return
    box.current?.focus()
    box.current?.setSelectionRange(wantedCaret.current, wantedCaret.current)
    wantedCaret.current = null
  })
  const write = (next: string, at: number) => {
    setText(next)
    setCaret(at)
    setIndex(0)
    setIsClosed(false)
  }
  const choose = (name: string) => {
    if (!mention) return
    const end = mention.start + name.length + 2
    write(`${text.slice(0, mention.start)}@${name} ${text.slice(caret)}`, end)
    wantedCaret.current = end
    setIsClosed(true)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!active) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) setIndex((index + step + choices.length) % choices.length)
    else if (event.key === 'Enter' || event.key === 'Tab') choose(active.name)
    else if (event.key === 'Escape') setIsClosed(true)
    else return
    event.preventDefault()
  }
  return { text, write, setCaret, choices, active, choose, onKeyDown }
}
