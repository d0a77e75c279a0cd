import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

type ChoiceRowProps = Omit<ComponentProps<'input'>, 'type'> & { type: 'radio' | 'checkbox'; children: ReactNode }

/** One choice of several, as a row that is as high as a thumb needs it. */
export function ChoiceRow({ type, children, className, ...rest }: ChoiceRowProps) {
  return (
    <label
      className={clsx(
        'flex min-h-11 cursor-pointer items-start gap-2.5 rounded-md border px-3 py-2.5 text-sm sm:min-h-9 sm:py-1.5',
        'hover:bg-hover has-checked:border-accent/50 has-checked:bg-accent-soft',
        className,
      )}
    >
      <input {...rest} type={type} className="mt-0.5 size-4 shrink-0 accent-(--accent-fill)" />
      <span className="min-w-0 flex-1 break-words">{children}</span>
    </label>
  )
}
