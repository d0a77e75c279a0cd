'use client'

import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { FormDialog } from './form-dialog'
import { useCompanySlug } from './use-company'
import { useSave } from './use-save'

type Company = Outputs['companies']['getCompany']

/** Pausing, archiving and deleting the company, from the least to the most. */
export function EndPanels({ company, mayDelete }: { company: Company; mayDelete: boolean }) {
  return (
    <>
      <PauseCompany company={company} />
      {company.status === 'archived' ? null : <ArchiveCompany company={company} />}
      {mayDelete ? <DeleteCompany company={company} /> : null}
    </>
  )
}

function PauseCompany({ company }: { company: Company }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [isAsking, setIsAsking] = useState(false)
  const pause = useSave(trpc.companies.pauseCompany.mutationOptions({ onSuccess: () => setIsAsking(false) }))
  const resume = useSave(trpc.companies.resumeCompany.mutationOptions(), { toastsProblem: true })
  const isPaused = company.status !== 'active'
  return (
    <Panel title={isPaused ? 'Resume the company' : 'Pause the company'}>
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-56 flex-1 text-muted text-sm">
          {isPaused
            ? 'Agents start runs again, and wakes that waited are taken up.'
            : 'No agent starts a run, and what runs is asked to stop. Nothing is lost: wakes wait until you resume.'}
        </p>
        {isPaused ? (
          <Button isBusy={resume.isPending} onClick={() => resume.mutate({ companyId: slug })}>
            Resume company
          </Button>
        ) : (
          <Button variant="danger" onClick={() => setIsAsking(true)}>
            Pause company
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onConfirm={() => pause.mutate({ companyId: slug })}
        isBusy={pause.isPending}
        error={pause.problem?.message}
        isDanger
        title={`Pause ${company.name}?`}
        action="Pause company"
        effect={<PauseEffect />}
      />
    </Panel>
  )
}

function ArchiveCompany({ company }: { company: Company }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [isAsking, setIsAsking] = useState(false)
  const archive = useSave(trpc.companies.archiveCompany.mutationOptions({ onSuccess: () => setIsAsking(false) }))
  return (
    <Panel title="Archive the company">
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-56 flex-1 text-muted text-sm">
          For a company that is over. Everything stays readable, and you can resume it later.
        </p>
        <Button variant="danger" onClick={() => setIsAsking(true)}>
          Archive company
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onConfirm={() => archive.mutate({ companyId: slug })}
        isBusy={archive.isPending}
        error={archive.problem?.message}
        isDanger
        title={`Archive ${company.name}?`}
        action="Archive company"
        effect={<PauseEffect />}
      />
    </Panel>
  )
}

function DeleteCompany({ company }: { company: Company }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [isAsking, setIsAsking] = useState(false)
  const [name, setName] = useState('')
  const leave = () => {
    setIsAsking(false)
    setName('')
  }
  const close = useSave(trpc.companies.closeCompany.mutationOptions({ onSuccess: leave }))
  const isMeant = name.trim() === company.name
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isMeant) close.mutate({ companyId: slug, name })
  }
  return (
    <Panel title="Delete the company">
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-56 flex-1 text-muted text-sm">
          It is closed at once, and removed with all that it has when the days of grace are over. Until then an owner
          can take that back.
        </p>
        <Button variant="danger" onClick={() => setIsAsking(true)}>
          Delete company
        </Button>
      </div>
      <FormDialog
        isOpen={isAsking}
        onClose={leave}
        onSubmit={submit}
        isBusy={close.isPending}
        isDisabled={!isMeant}
        problem={close.formError}
        variant="danger"
        title={`Delete ${company.name}?`}
        needs="company:close"
        submitLabel="Delete company"
        autoComplete="off"
      >
        <div className="flex flex-col gap-2 text-muted text-sm">
          <PauseEffect isForGood />
          <ul className="list-disc pl-5">
            <li>At once: members, agents and keys are turned away. Owners can only read and export.</li>
            <li>
              When the days of grace are over: tasks, conversations, files, secrets, costs and the audit log are
              removed, for good. That it was there, and who deleted it, is kept.
            </li>
          </ul>
        </div>
        <Field label={`Type ${company.name} to delete it`} error={close.fieldErrors.name}>
          {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
      </FormDialog>
    </Panel>
  )
}

function PauseEffect({ isForGood = false }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const states: ('queued' | 'running')[] = ['queued', 'running']
  const live = useQuery(trpc.runs.listRuns.queryOptions({ companyId: slug, states, limit: 500 }))
  return (
    <p>
      {stopText(live.data?.length)}, releases what they had reserved, and lets no agent start another run
      {isForGood ? '' : ' until you resume'}. What was spent stays spent.
    </p>
  )
}

function stopText(liveRuns: number | undefined): string {
  if (liveRuns === undefined) return 'Stops every live run'
  if (liveRuns === 0) return 'Stops no run: none is live'
  return `Stops ${liveRuns}${liveRuns === 500 ? ' or more' : ''} ${liveRuns === 1 ? 'run' : 'runs'}`
}
