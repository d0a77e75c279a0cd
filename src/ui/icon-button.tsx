import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { Tooltip } from './tooltip'

type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & {
  /** What it does; read aloud and shown as a tooltip. */
  label: string
  icon: ReactNode
  shortcut?: string
  size?: 'sm' | 'md'
}

/** A button with only a picture, and a name for everybody. */
export function IconButton({ label, icon, shortcut, size = 'md', className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        className={clsx(
          'touchable inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-100',
          'hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-50 aria-pressed:bg-hover aria-pressed:text-ink',
          size === 'sm' ? 'size-6' : 'size-8 sm:size-7',
          className,
        )}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
