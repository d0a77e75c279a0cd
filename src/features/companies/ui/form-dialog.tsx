'use client'

import { type ComponentProps, type FormEventHandler, type ReactNode, useId } from 'react'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { FormProblem } from './form-problem'

type FormDialogProps = Omit<ComponentProps<typeof Dialog>, 'isOpen' | 'footer'> & {
  isOpen?: boolean
  onSubmit: FormEventHandler<HTMLFormElement>
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

/** A dialog that asks for something and sends it: Cancel, and one button that submits. */
export function FormDialog(props: FormDialogProps) {
  const { isOpen = true, onSubmit, submitLabel, variant = 'primary', isBusy, isDisabled, problem, ...rest } = props
  const { autoComplete, children, otherDeed, ...dialog } = rest
  const formId = useId()
  return (
    <Dialog
      {...dialog}
      isOpen={isOpen}
      footer={
        <>
          {otherDeed ? <span className="mr-auto">{otherDeed}</span> : null}
          <Button onClick={dialog.onClose}>Cancel</Button>
          <Button variant={variant} type="submit" form={formId} isBusy={isBusy} disabled={isDisabled}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={onSubmit} noValidate autoComplete={autoComplete} className="flex flex-col gap-4">
        {children}
        <FormProblem text={problem} />
      </form>
    </Dialog>
  )
}
