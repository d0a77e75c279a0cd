'use client'

import { type ReactNode, useId } from 'react'
import { Button } from './button'
import { Dialog } from './dialog'

type ConfirmDialogProps = {
  isOpen: boolean
  onClose: () => void
  onConfirm: () => void
  title: string
  /** What will happen, in full: which runs stop, which money is released, what can be undone. */
  effect: ReactNode
  /** The verb of the deed, as in "Pause agent". */
  action: string
  isDanger?: boolean
  isBusy?: boolean
  error?: string
  children?: ReactNode
}

/** Asks before a deed that moves money, stops work or cannot be undone, and spells its effect out. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const effectId = useId()
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      size="sm"
      describedBy={effectId}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button variant={props.isDanger ? 'danger' : 'primary'} isBusy={props.isBusy} onClick={props.onConfirm}>
            {props.action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-muted text-sm">
        <div id={effectId}>{props.effect}</div>
        {props.children}
        {props.error ? (
          <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad">
            {props.error}
          </p>
        ) : null}
      </div>
    </Dialog>
  )
}
