'use client'

import { type ReactNode, useSyncExternalStore } from 'react'

const never = () => () => {}

/**
 * Shows its children once the page is awake in the browser. For a part below a Suspense boundary that reads data: it wakes up after
 * the rest, its data may be there by then, and what it shows would differ from what the server sent.
 */
export function WhenHydrated({ fallback, children }: { fallback: ReactNode; children: ReactNode }) {
  const isHydrated = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  return isHydrated ? children : fallback
}
