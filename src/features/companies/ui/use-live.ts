'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { LiveState } from '@/ui/live-indicator'
import { isTouched, topicsOf } from './live-topics'
import { readAgain } from './read-again'

const gatherMs = 150
const mostMs = 3_000
const retryMs = 3_000

/**
 * Hears the company's changes over one EventSource and reads again what they touch. The browser reconnects and resumes by itself;
 * where it gives up (the server answered with an error) a new connection is tried, and everything is read again after it.
 */
export function useLive(companyId: string | undefined): LiveState {
  const queryClient = useQueryClient()
  const [state, setState] = useState<LiveState>('connected')
  useEffect(() => {
    if (!companyId) return
    return connect(companyId, {
      onState: setState,
      onTopics: (topics) => readAgain(queryClient, ({ queryKey }) => isTouched(pathOf(queryKey), topics)),
      onReset: () => void readAgain(queryClient, () => true),
    })
  }, [companyId, queryClient])
  return state
}

type Listener = {
  onState: (state: LiveState) => void
  /** Resolves when all that the topics touch is read again. */
  onTopics: (topics: ReadonlySet<string>) => Promise<void>
  /** More may have been missed than was sent. */
  onReset: () => void
}

/** Listens until the returned function is called. */
function connect(companyId: string, listener: Listener): () => void {
  const topics = new Set<string>()
  let gathering: ReturnType<typeof setTimeout> | undefined
  let retrying: ReturnType<typeof setTimeout> | undefined
  let source: EventSource | undefined
  const flush = async () => {
    const round = new Set(topics)
    topics.clear()
    // a round that takes long, such as that of a list with many pages, is not begun again before it is through
    await Promise.race([listener.onTopics(round), pause(mostMs)])
    gathering = topics.size > 0 && source?.readyState !== EventSource.CLOSED ? setTimeout(flush, gatherMs) : undefined
  }
  const open = (isAgain: boolean) => {
    source = new EventSource(`/api/live?companyId=${encodeURIComponent(companyId)}`)
    source.addEventListener('open', () => {
      listener.onState('connected')
      if (isAgain) listener.onReset()
    })
    // What was read before the stream was up may have changed in between, unheard.
    source.addEventListener('ready', () => !isAgain && listener.onReset(), { once: true })
    source.addEventListener('reset', listener.onReset)
    source.addEventListener('change', (event) => {
      for (const topic of topicsOf(nameOf(event.data))) topics.add(topic)
      gathering ??= setTimeout(flush, gatherMs)
    })
    source.addEventListener('error', () => {
      listener.onState('reconnecting')
      if (source?.readyState === EventSource.CLOSED) retrying = setTimeout(() => open(true), retryMs)
    })
  }
  open(false)
  return () => {
    clearTimeout(gathering)
    clearTimeout(retrying)
    source?.close()
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function nameOf(json: string): string {
  const event: unknown = JSON.parse(json)
  return typeof event === 'object' && event !== null && 'name' in event ? String(event.name) : ''
}

function pathOf(key: readonly unknown[]): readonly unknown[] {
  return Array.isArray(key[0]) ? key[0] : []
}
