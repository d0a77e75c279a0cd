'use client'

import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react'
import { Button } from './button'
import { IconButton } from './icon-button'

export type ToastInput = {
  text: string
  tone?: 'good' | 'bad'
  /** One deed, as in "Undo". */
  action?: { label: string; onSelect: () => void }
}

type Toast = ToastInput & { id: number }

const ToastContext = createContext<(toast: ToastInput) => void>(() => {})

/** Shows a short message that goes away by itself; a failure stays longer. */
export function useToast(): (toast: ToastInput) => void {
  return useContext(ToastContext)
}

/** Holds the messages of a page and announces them politely. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([])
  const lastId = useRef(0)
  const dismiss = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), [])
  const show = useCallback(
    (input: ToastInput) => {
      lastId.current += 1
      const id = lastId.current
      setToasts((all) => [...all.slice(-2), { ...input, id }])
      setTimeout(() => dismiss(id), input.tone === 'bad' ? 10_000 : 5_000)
    },
    [dismiss],
  )
  const list = useMemo(
    () => toasts.map((toast) => <ToastCard key={toast.id} toast={toast} onClose={() => dismiss(toast.id)} />),
    [toasts, dismiss],
  )
  return (
    <ToastContext value={show}>
      {children}
      <div
        role="status"
        aria-live="polite"
        className="pointer-events-none fixed inset-x-3 bottom-16 z-50 flex flex-col items-center gap-2 sm:inset-x-auto sm:right-4 sm:bottom-4 sm:items-end"
      >
        {list}
      </div>
    </ToastContext>
  )
}

function ToastCard({ toast, onClose }: { toast: Toast; onClose: () => void }) {
  const isBad = toast.tone === 'bad'
  return (
    <div className="pointer-events-auto flex w-full max-w-sm items-center gap-2.5 rounded-lg bg-surface py-2 pr-1.5 pl-3 shadow-pop sm:w-80">
      {isBad ? (
        <CircleAlert aria-hidden className="size-4 shrink-0 text-bad" />
      ) : (
        <CircleCheck aria-hidden className="size-4 shrink-0 text-good" />
      )}
      <p className="min-w-0 flex-1 break-words text-sm">{toast.text}</p>
      {toast.action ? (
        <Button
          size="sm"
          onClick={() => {
            toast.action?.onSelect()
            onClose()
          }}
        >
          {toast.action.label}
        </Button>
      ) : null}
      <IconButton size="sm" label="Dismiss" icon={<X className="size-3.5" />} onClick={onClose} />
    </div>
  )
}
