'use client'

import { clsx } from 'clsx'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { IconButton } from './icon-button'

type DialogProps = {
  isOpen: boolean
  onClose: () => void
  title: string
  description?: ReactNode
  /** The id of what is read with the title when it opens, where that is not the description. */
  describedBy?: string
  children?: ReactNode
  /** Buttons, the main one last. */
  footer?: ReactNode
  size?: 'sm' | 'md' | 'lg'
  /** Nothing in it can be chosen or filled in: the text has the focus, so that keys scroll it. */
  isText?: boolean
}

const widths = { sm: 'sm:max-w-sm', md: 'sm:max-w-lg', lg: 'sm:max-w-2xl' }

const fields = ':is(input, select, textarea, button, summary, a[href]):not(:disabled, [type="hidden"])'

/** A modal dialog on the platform's own element (focus stays inside, Escape closes); a bottom sheet at phone width. */
export function Dialog(props: DialogProps) {
  const { isOpen, onClose, title, description, describedBy, children, footer, size = 'md', isText } = props
  const ref = useRef<HTMLDialogElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const titleId = useId()
  const descriptionId = useId()
  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    if (!isOpen) return dialog.open ? dialog.close() : undefined
    const before = document.activeElement
    if (!dialog.open) dialog.showModal()
    // what is longer than the screen would take the focus itself, from its first field
    const text = body.current
    if (text && !isText && document.activeElement === text) text.querySelector<HTMLElement>(fields)?.focus()
    return () => {
      // a dialog that is taken from the page while it is open gives the focus back to nobody
      const isLost = !dialog.isConnected && document.activeElement === document.body
      if (isLost && before instanceof HTMLElement) before.focus()
    }
  }, [isOpen, isText])
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      aria-describedby={description ? descriptionId : describedBy}
      onClose={onClose}
      onMouseDown={(event) => event.target === event.currentTarget && onClose()}
      className={clsx(
        'modal wrap-break-word m-0 mx-auto mt-auto max-h-[88dvh] w-full max-w-full flex-col overflow-hidden rounded-t-xl bg-surface text-ink shadow-pop open:flex',
        'sm:mt-[12vh] sm:max-h-[76dvh] sm:rounded-xl',
        widths[size],
      )}
    >
      {isOpen ? (
        <>
          <header className="px-4 pt-4 pb-3 pr-12 sm:px-5 sm:pr-12">
            <h2 id={titleId} className="font-semibold text-base">
              {title}
            </h2>
            {description ? (
              <p id={descriptionId} className="mt-1 text-muted text-sm">
                {description}
              </p>
            ) : null}
          </header>
          {children ? (
            <div
              ref={body}
              tabIndex={isText ? 0 : undefined}
              className="min-h-0 overflow-y-auto overscroll-contain px-4 pt-1 pb-4 focus-visible:-outline-offset-2 sm:px-5"
            >
              {children}
            </div>
          ) : null}
          {footer ? (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t bg-canvas px-4 py-3 sm:px-5">
              {footer}
            </footer>
          ) : null}
          {/* Last in order, so that the first field has the focus when the dialog opens. */}
          <span className="absolute top-3 right-3 pointer-coarse:top-1.5 pointer-coarse:right-1.5">
            <IconButton label="Close" icon={<X className="size-4" />} onClick={onClose} />
          </span>
        </>
      ) : null}
    </dialog>
  )
}
