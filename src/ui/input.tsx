import { clsx } from 'clsx'
import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'

const box = clsx(
  'w-full rounded-md border border-control/60 bg-surface px-2.5 text-base text-ink shadow-card transition-colors sm:text-sm',
  'hover:border-control focus-visible:border-accent focus-visible:outline-offset-0',
  'disabled:bg-sunken disabled:text-muted aria-invalid:border-bad',
)

/** A line of text. */
export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={clsx(box, 'h-9 sm:h-8', className)} />
}

/** Several lines of text; grows with what is written where the browser can. */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      {...rest}
      rows={rows}
      className={clsx(box, 'field-sizing-content max-h-96 min-h-16 resize-y py-1.5', className)}
    />
  )
}

/** One of a few. The platform's own control: it works with every keyboard, screen reader and phone. */
/** `isCompact`: as high as the small buttons, for the head of a panel. */
export function Select({
  className,
  children,
  isCompact,
  ...rest
}: ComponentProps<'select'> & { isCompact?: boolean }) {
  return (
    <span className={clsx('relative block', className)}>
      <select {...rest} className={clsx(box, 'appearance-none pr-8', isCompact ? 'h-6 py-0 text-xs' : 'h-9 sm:h-8')}>
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-faint"
      />
    </span>
  )
}

/** Yes or no, with its words beside it. */
export function Checkbox({ label, hint, ...rest }: ComponentProps<'input'> & { label: string; hint?: string }) {
  return (
    <label className="flex items-start gap-2.5 text-sm">
      <input {...rest} type="checkbox" className="mt-0.5 size-4 accent-(--accent-fill)" />
      <span>
        <span className="text-ink">{label}</span>
        {hint ? <span className="block text-muted text-xs">{hint}</span> : null}
      </span>
    </label>
  )
}
