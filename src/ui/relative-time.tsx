'use client'

import { createContext, useContext, useSyncExternalStore } from 'react'
import { exactTime, relativeTime } from './time-text'
import { Tooltip } from './tooltip'

const listeners = new Set<() => void>()
let nowMs = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

// One clock for every time on the page.
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (!timer) nowMs = Date.now()
  timer ??= setInterval(() => {
    nowMs = Date.now()
    for (const each of listeners) each()
  }, 10_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The present in milliseconds, moving every ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(
    subscribe,
    () => nowMs,
    () => nowMs,
  )
}

/** A zone that matters beside the reader's own: exact times are told in it, too. */
export const OtherZone = createContext<string | undefined>(undefined)

/** "3 min ago" or "in 2 h"; the exact time, with its zone, on hover and focus. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const now = useNow()
  const otherZone = useContext(OtherZone)
  return (
    <Tooltip text={exactTime(at, otherZone)}>
      <time
        dateTime={at}
        suppressHydrationWarning
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the exact time must be reachable without a mouse
        tabIndex={0}
        className={`tnum relative z-[1] whitespace-nowrap rounded-sm ${className ?? ''}`}
      >
        {relativeTime(at, now)}
      </time>
    </Tooltip>
  )
}
