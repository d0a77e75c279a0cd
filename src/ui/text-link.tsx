import { clsx } from 'clsx'
import type { ComponentProps } from 'react'
import { Link } from './link'

/** A link inside running text. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      {...rest}
      className={clsx(
        'rounded-sm text-accent underline decoration-transparent underline-offset-2 hover:decoration-current',
        className,
      )}
    />
  )
}

/** A link whose text is the name of a thing: quiet until it is pointed at. */
export function NameLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link {...rest} className={clsx('rounded-sm font-medium text-ink hover:text-accent', className)} />
}
