'use client'

import { cloneElement, type ReactElement, useEffect, useId, useRef, useState } from 'react'
import { Kbd } from './kbd'

type TooltipProps = {
  text: string
  shortcut?: string
  /** One element that can be described: a button or a link. */
  children: ReactElement<{ 'aria-describedby'?: string }>
}

const showAfterMs = 350

/** A short explanation on hover and on focus; Escape puts it away. */
export function Tooltip({ text, shortcut, children }: TooltipProps) {
  const id = useId()
  const anchor = useRef<HTMLSpanElement>(null)
  const bubble = useRef<HTMLSpanElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [isOpen, setIsOpen] = useState(false)

  const open = (delayMs: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setIsOpen(true), delayMs)
  }
  const close = () => {
    clearTimeout(timer.current)
    setIsOpen(false)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    const target = anchor.current?.firstElementChild
    if (!isOpen || !target || !bubble.current) return
    bubble.current.showPopover()
    place(bubble.current, target.getBoundingClientRect())
  }, [isOpen])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only watches the control inside it
    <span
      ref={anchor}
      className="contents"
      onPointerEnter={(event) => event.pointerType === 'mouse' && open(showAfterMs)}
      onPointerLeave={close}
      onPointerDown={close}
      onFocus={(event) => event.target.matches(':focus-visible') && open(0)}
      onBlur={close}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      {cloneElement(children, { 'aria-describedby': isOpen ? id : children.props['aria-describedby'] })}
      {isOpen ? (
        <span
          ref={bubble}
          id={id}
          role="tooltip"
          popover="manual"
          className="pointer-events-none fixed m-0 w-max max-w-64 rounded-md bg-ink px-2 py-1 text-canvas text-xs shadow-pop"
        >
          {text}
          {shortcut ? <Kbd keys={shortcut} className="ml-2" /> : null}
        </span>
      ) : null}
    </span>
  )
}

function place(bubble: HTMLElement, target: DOMRect): void {
  const gap = 6
  const { width, height } = bubble.getBoundingClientRect()
  const isBelow = target.bottom + gap + height < window.innerHeight
  const left = Math.min(Math.max(gap, target.left + target.width / 2 - width / 2), window.innerWidth - width - gap)
  bubble.style.left = `${left}px`
  bubble.style.top = `${isBelow ? target.bottom + gap : target.top - gap - height}px`
}
