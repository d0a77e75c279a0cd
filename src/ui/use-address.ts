'use client'

import { useSearchParams } from 'next/navigation'

/** What stands in the address after the question mark, and a way to change parts of it; null takes a part out. The page stays. */
export function useAddress() {
  const params = useSearchParams()
  const change = (entries: Record<string, string | null>) => {
    const next = new URLSearchParams(window.location.search)
    for (const [name, value] of Object.entries(entries)) value === null ? next.delete(name) : next.set(name, value)
    window.history.replaceState(null, '', next.size > 0 ? `?${next}` : window.location.pathname)
  }
  return { params, change }
}
