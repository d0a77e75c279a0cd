'use client'

import { clsx } from 'clsx'
import { useSyncExternalStore } from 'react'

/** Keys as they are printed: `g t` is one after the other, `mod+k` is together. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  const isMac = useSyncExternalStore(
    never,
    () => /Mac|iP(hone|ad)/.test(navigator.platform),
    () => false,
  )
  return (
    <span className={clsx('inline-flex items-center gap-1 align-middle', className)}>
      {keys.split(' ').map((part, index) => (
        <kbd
          // biome-ignore lint/suspicious/noArrayIndexKey: the order of the keys is what they are
          key={index}
          className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-[4px] border border-line-strong bg-sunken px-1 font-sans text-2xs text-muted"
        >
          {printed(part, isMac)}
        </kbd>
      ))}
    </span>
  )
}

const names: Record<string, string> = { Enter: '↵', Escape: 'Esc', ' ': 'Space', Space: 'Space' }

const never = () => () => {}

function printed(part: string, isMac: boolean): string {
  if (!part.startsWith('mod+')) return names[part] ?? part
  const key = part.slice('mod+'.length)
  return `${isMac ? '⌘' : 'Ctrl '}${names[key] ?? key.toUpperCase()}`
}
