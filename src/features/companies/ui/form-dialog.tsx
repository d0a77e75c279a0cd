'use client'

import { type ComponentProps, type FormEventHandler, type ReactNode, useEffect, useId, useRef } from 'react'
import type { Grant } from '@/features/access/rules/grants'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { FormProblem } from './form-problem'
import { useGrants } from './use-grants'

type FormDialogProps = Omit<ComponentProps<typeof Dialog>, 'isOpen' | 'footer'> & {
  isOpen?: boolean
  onSubmit: FormEventHandler<HTMLFormElement>
  /** What its command needs: who has it not reads the fields, and finds no button. Null where everybody may. */
  needs: Grant | null
  /** What its button says. */
  submitLabel: string
  variant?: 'primary' | 'danger'
  isBusy: boolean
  isDisabled?: boolean
  /** What is wrong with the whole of it; what is wrong with a field stands at the field. */
  problem?: string
  autoComplete?: 'off'
  /** Another deed, at the other end of the foot. */
  otherDeed?: ReactNode
}

/** A dialog that asks for something and sends it: Cancel, and one button that submits. The first field that is wrong gets the focus. */
export function FormDialog(props: FormDialogProps) {
  const {
    isOpen = true,
    onSubmit,
    needs,
    submitLabel,
    variant = 'primary',
    isBusy,
    isDisabled,
    problem,
    ...rest
  } = props
  const { autoComplete, children, otherDeed, ...dialog } = rest
  const formId = useId()
  const grants = useGrants()
  const isGranted = needs === null || grants.has(needs)
  const form = useRef<HTMLFormElement>(null)
  const isSent = useRef(false)
  const send: FormEventHandler<HTMLFormElement> = (event) => {
    isSent.current = true
    onSubmit(event)
  }
  useEffect(() => {
    if (!isSent.current || isBusy) return
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    if (wrong || problem) isSent.current = false
    wrong?.focus()
  })
  return (
    <Dialog
      {...dialog}
      isOpen={isOpen}
      footer={
        <>
          {/* here and not below the fields, which may be longer than the screen */}
          {problem ? (
            <div className="basis-full">
              <FormProblem text={problem} />
            </div>
          ) : null}
          {otherDeed && isGranted ? <span className="mr-auto">{otherDeed}</span> : null}
          <Button onClick={dialog.onClose}>{isGranted ? 'Cancel' : 'Close'}</Button>
          {isGranted ? (
            <Button variant={variant} type="submit" form={formId} isBusy={isBusy} disabled={isDisabled}>
              {submitLabel}
            </Button>
          ) : null}
        </>
      }
    >
      <form
        ref={form}
        id={formId}
        onSubmit={send}
        noValidate
        autoComplete={autoComplete}
        className="flex flex-col gap-4"
      >
        <fieldset disabled={!isGranted} className="contents">
          {children}
        </fieldset>
      </form>
    </Dialog>
  )
}
