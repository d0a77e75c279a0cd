'use client'

import { useEffect, useRef } from 'react'

type Bindings = Record<string, () => void>

const sequenceMilliseconds = 1_200

/**
 * Ties keys (as written in KEYS) to deeds while the calling component is shown. Nothing happens while the reader types,
 * while a dialog or menu is open, or when a control that uses Enter or Space itself has the focus.
 */
export function useShortcuts(bindings: Bindings): void {
  const latest = useRef(bindings)
  useEffect(() => {
    latest.current = bindings
  })
  useEffect(() => {
    let prefix = ''
    let prefixAt = 0
    const onKeyDown = (event: KeyboardEvent) => {
      const key = pressedKey(event)
      if (key === null) return
      const isSequence = prefix !== '' && event.timeStamp - prefixAt < sequenceMilliseconds
      const act = (isSequence ? latest.current[`${prefix} ${key}`] : undefined) ?? latest.current[key]
      prefix = isSequence ? '' : key
      prefixAt = event.timeStamp
      if (!act) return
      event.preventDefault()
      prefix = ''
      act()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

function pressedKey(event: KeyboardEvent): string | null {
  if (event.defaultPrevented || event.isComposing) return null
  if (['Control', 'Shift', 'Meta', 'Alt'].includes(event.key)) return null
  const isCommand = event.metaKey || event.ctrlKey
  if (isCommand) return event.altKey ? null : `mod+${event.key.toLowerCase()}`
  if (event.altKey || isTyping(event.target)) return null
  if (document.querySelector('dialog[open], [popover="auto"]:popover-open')) return null
  const uses = { Enter: 'a, button, summary', ' ': 'button, summary, input' }[event.key]
  if (uses && event.target instanceof Element && event.target.closest(uses)) return null
  return event.key === ' ' ? 'Space' : event.key
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.matches('input:not([type=checkbox])'))
  )
}
