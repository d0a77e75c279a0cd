'use client'

import { useId, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Textarea } from '@/ui/input'
import { useDecided } from './use-interactions'

/** Buttons under a question: as wide as a thumb needs them on a phone. */
const THUMB = 'max-sm:h-11 max-sm:flex-1 max-sm:text-base'

type DecisionProps = {
  interactionId: string
  /** What the button says that says yes, as in "Create 2 tasks". */
  yes: string
  onYes: () => void
  isYesDisabled?: boolean
  /** The verb that says no, as in "Reject". */
  no: string
  /** Why saying yes failed. */
  problem: string | undefined
  isBusy: boolean
}

/** The end of a card: yes, or no with a note that says why. */
export function Decision({ interactionId, yes, onYes, isYesDisabled, no, problem, isBusy }: DecisionProps) {
  const [isRejecting, setIsRejecting] = useState(false)
  if (isRejecting) return <Rejection interactionId={interactionId} no={no} onClose={() => setIsRejecting(false)} />
  return (
    <>
      <FormProblem text={problem} />
      <Granted to="task:write">
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" className={THUMB} isBusy={isBusy} disabled={isYesDisabled} onClick={onYes}>
            {yes}
          </Button>
          <Button className={THUMB} disabled={isBusy} onClick={() => setIsRejecting(true)}>
            {no}…
          </Button>
        </div>
      </Granted>
    </>
  )
}

function Rejection({ interactionId, no, onClose }: { interactionId: string; no: string; onClose: () => void }) {
  const trpc = useTRPC()
  const id = useId()
  const { slug } = useCompanySlug()
  const [note, setNote] = useState('')
  const onDecided = useDecided()
  const reject = useSave(trpc.tasks.rejectInteraction.mutationOptions({ onSuccess: onDecided }))
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="flex items-baseline justify-between font-medium text-sm">
        Why, and what instead?
        <span className="font-normal text-faint text-xs">Optional</span>
      </label>
      <Textarea
        id={id}
        autoFocus
        rows={2}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <FormProblem text={reject.problem?.message} />
      <div className="flex flex-wrap gap-2">
        <Button
          variant="danger"
          className={THUMB}
          isBusy={reject.isPending}
          onClick={() => reject.mutate({ companyId: slug, interactionId, note })}
        >
          {no}
        </Button>
        <Button className={THUMB} onClick={onClose}>
          Back
        </Button>
      </div>
    </div>
  )
}
