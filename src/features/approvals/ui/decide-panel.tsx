'use client'

import { Check, PencilLine, X } from 'lucide-react'
import { useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Textarea } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { useToast } from '@/ui/toast'
import type { Decision } from '../rules/state-machine'

const SAID: Record<Decision, string> = {
  approved: 'Approved',
  rejected: 'Rejected',
  revision_requested: 'A revision is asked for',
}

type ApprovalView = Outputs['approvals']['getApproval']

/** Says what deciding does, and decides in place; the note goes to whoever asked. */
export function DecidePanel({ approval }: { approval: ApprovalView }) {
  const trpc = useTRPC()
  const toast = useToast()
  const grants = useGrants()
  const { slug } = useCompanySlug()
  const [note, setNote] = useState('')
  const decide = useSave(
    trpc.approvals.decideApproval.mutationOptions({
      onSuccess: ({ status }) => toast({ text: SAID[status as Decision] ?? 'Decided' }),
    }),
  )
  const say = (decision: Decision) =>
    decide.mutate({
      ...{ companyId: slug, approvalId: approval.id, expectedUpdatedAt: approval.updatedAt },
      ...{ decision, note: note.trim() },
    })
  const isBusy = (decision: Decision) => decide.isPending && decide.variables?.decision === decision
  return (
    <Panel title="Decide">
      <div className="flex flex-col gap-4">
        <div>
          <h3 className="mb-1 font-medium text-faint text-xs">When you approve</h3>
          <ul className="list-disc pl-5 text-sm">
            {approval.effects.map((effect) => (
              <li key={effect}>{effect}</li>
            ))}
          </ul>
        </div>
        {approval.mayDecide && grants.has('approval:decide') ? (
          <>
            <Field
              label="Note"
              isOptional
              hint="Whoever asked reads it with your answer."
              error={decide.fieldErrors.note}
            >
              {(control) => (
                <Textarea {...control} rows={2} value={note} onChange={(event) => setNote(event.target.value)} />
              )}
            </Field>
            <FormProblem text={decide.formError} />
            <div className="grid gap-2 sm:grid-cols-2">
              <Button
                variant="primary"
                className="sm:col-span-2"
                icon={<Check aria-hidden className="size-3.5" />}
                isBusy={isBusy('approved')}
                disabled={decide.isPending}
                onClick={() => say('approved')}
              >
                Approve
              </Button>
              {approval.status === 'pending' ? (
                <Button
                  icon={<PencilLine aria-hidden className="size-3.5" />}
                  isBusy={isBusy('revision_requested')}
                  disabled={decide.isPending}
                  onClick={() => say('revision_requested')}
                >
                  Ask for a revision
                </Button>
              ) : null}
              <Button
                variant="danger"
                className={approval.status === 'pending' ? undefined : 'sm:col-span-2'}
                icon={<X aria-hidden className="size-3.5" />}
                isBusy={isBusy('rejected')}
                disabled={decide.isPending}
                onClick={() => say('rejected')}
              >
                Reject
              </Button>
            </div>
          </>
        ) : (
          <p className="text-muted text-sm">
            {approval.needs === 'owner' ? 'An owner' : 'An administrator or an owner'} of the company decides this.
          </p>
        )}
      </div>
    </Panel>
  )
}
