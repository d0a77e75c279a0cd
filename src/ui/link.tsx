'use client'

import NextLink from 'next/link'
import { type ComponentProps, useState } from 'react'

/** A link that fetches its page ahead when it is pointed at or focused, and not merely because it is on the screen. */
export function Link({ onPointerEnter, onFocus, ...rest }: ComponentProps<typeof NextLink>) {
  const [isLikely, setIsLikely] = useState(false)
  return (
    <NextLink
      {...rest}
      prefetch={isLikely ? null : false}
      onPointerEnter={(event) => {
        setIsLikely(true)
        onPointerEnter?.(event)
      }}
      onFocus={(event) => {
        setIsLikely(true)
        onFocus?.(event)
      }}
    />
  )
}
