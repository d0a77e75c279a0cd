import { clsx } from 'clsx'
import { LoaderCircle } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { Link } from './link'

export type ButtonVariant = 'default' | 'primary' | 'ghost' | 'danger'
export type ButtonSize = 'sm' | 'md' | 'lg'

const variants: Record<ButtonVariant, string> = {
  default: 'border-line-strong bg-surface text-ink shadow-card hover:bg-hover',
  primary: 'border-transparent bg-accent-fill text-white shadow-card hover:brightness-110',
  ghost: 'border-transparent text-muted hover:bg-hover hover:text-ink',
  danger: 'border-transparent bg-bad-fill text-white shadow-card hover:brightness-110',
}

const sizes: Record<ButtonSize, string> = {
  sm: 'h-6 gap-1 rounded-[5px] px-2 text-xs',
  md: 'h-8 gap-1.5 rounded-md px-3 text-sm sm:h-7 sm:px-2.5',
  lg: 'h-10 gap-2 rounded-md px-4 text-base',
}

/** Classes of a button, for links and other elements that look like one. */
export function buttonClass(variant: ButtonVariant = 'default', size: ButtonSize = 'md', extra?: string): string {
  return clsx(
    'touchable inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap border font-medium transition-[background,filter,color] duration-100',
    'disabled:pointer-events-none disabled:opacity-55 aria-disabled:opacity-55',
    variants[variant],
    sizes[size],
    extra,
  )
}

export type ButtonProps = ComponentProps<'button'> & {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
  /** Work is under way: the button keeps its width and the focus, turns a spinner and takes no second click. */
  isBusy?: boolean
}

/** A button. `type` is `button` unless told otherwise, so that none submits a form by accident. */
export function Button({ variant, size, icon, isBusy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      // one that is disabled loses the focus, and whoever has no mouse has to look for it after every error
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      className={buttonClass(variant, size, className)}
    >
      {isBusy ? <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> : icon}
      {children}
    </button>
  )
}

type ButtonLinkProps = ComponentProps<typeof Link> & { variant?: ButtonVariant; size?: ButtonSize; icon?: ReactNode }

/** A link that looks like a button: for going somewhere, not for doing something. */
export function ButtonLink({ variant, size, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={buttonClass(variant, size, className)}>
      {icon}
      {children}
    </Link>
  )
}
