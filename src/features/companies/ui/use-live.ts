'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { LiveState } from '@/ui/live-indicator'
import { isTouched, topicsOf } from './live-topics'

const gatherMs = 150

/**
 * Hears the company's changes over one EventSource and reads again what they touch. The browser reconnects by itself and
 * resumes from the last event; after a break everything is read again, because the server may have forgotten that far back.
 */
export function useLive(companyId: string | undefined): LiveState {
  const queryClient = useQueryClient()
  const [state, setState] = useState<LiveState>('connected')
  useEffect(() => {
    if (!companyId) return
    const topics = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    let wasBroken = false
    const source = new EventSource(`/api/live?companyId=${encodeURIComponent(companyId)}`)
    source.addEventListener('open', () => {
      setState('connected')
      if (wasBroken) queryClient.invalidateQueries()
      wasBroken = false
    })
    source.addEventListener('error', () => {
      wasBroken = true
      setState('reconnecting')
    })
    source.addEventListener('change', (event) => {
      for (const topic of topicsOf(nameOf(event.data))) topics.add(topic)
      timer ??= setTimeout(() => {
        const now = new Set(topics)
        topics.clear()
        timer = undefined
        queryClient.invalidateQueries({ predicate: ({ queryKey }) => isTouched(pathOf(queryKey), now) })
      }, gatherMs)
    })
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [companyId, queryClient])
  return state
}

function nameOf(json: string): string {
  const event: unknown = JSON.parse(json)
  return typeof event === 'object' && event !== null && 'name' in event ? String(event.name) : ''
}

function pathOf(key: readonly unknown[]): readonly unknown[] {
  return Array.isArray(key[0]) ? key[0] : []
}
