'use client'

import { type ReactNode, Suspense, useEffect, useState } from 'react'

const REST_MS = 1_500

/**
 * Shows its children from when they are first needed, or the page has come to rest: for parts that are fetched by themselves (`lazy`)
 * and that nothing on the screen waits for.
 */
export function WhenNeeded({ isNeeded, children }: { isNeeded: boolean; children: ReactNode }) {
  const [isThere, setIsThere] = useState(isNeeded)
  useEffect(() => {
    if (isNeeded) setIsThere(true)
    const timer = setTimeout(() => setIsThere(true), REST_MS)
    return () => clearTimeout(timer)
  }, [isNeeded])
  return isThere || isNeeded ? <Suspense>{children}</Suspense> : null
}
