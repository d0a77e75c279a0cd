import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { type Tone, toneSoft } from './tone'

type BadgeProps = { tone?: Tone; icon?: ReactNode; children: ReactNode; className?: string }

/** A short word in a box. */
export function Badge({ tone = 'neutral', icon, children, className }: BadgeProps) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 shrink-0 align-middle items-center gap-1 whitespace-nowrap rounded-[5px] px-1.5 font-medium text-2xs [&>svg]:size-3',
        toneSoft[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  )
}

/** A number beside a word, as in a tab or a menu. */
export function Count({ value }: { value: number }) {
  return <span className="tnum rounded-full bg-sunken px-1.5 text-2xs text-muted">{value.toLocaleString('en')}</span>
}
