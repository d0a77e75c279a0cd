'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Outputs, problemOf, useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { Loaded } from '@/features/companies/ui/loaded'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import { Facts, Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { Skeleton } from '@/ui/skeleton'
import { FrontPage } from './front-page'

type Challenge = Outputs['access']['findCliChallenge']
type Company = Outputs['companies']['listCompanies']['companies'][number]

const DECIDED: Record<Exclude<Challenge['status'] | 'unknown', 'pending'>, { title: string; text: string }> = {
  approved: { title: 'The command line is in', text: 'You can close this page and go back to the terminal.' },
  cancelled: { title: 'Not let in', text: 'The request was cancelled. No key was made.' },
  expired: { title: 'Too late', text: 'The request is older than ten minutes. Begin again in the terminal.' },
  unknown: {
    title: 'There is no such request',
    text: 'Its address is incomplete, or it is from long ago. Begin again in the terminal.',
  },
}

/** Where a person lets a command line in, or does not. */
export function CliLoginPage({ challengeId }: { challengeId: string }) {
  const trpc = useTRPC()
  const query = useQuery(trpc.access.findCliChallenge.queryOptions({ challengeId }, { staleTime: 0 }))
  const companies = useQuery(trpc.companies.listCompanies.queryOptions({}))
  const status = query.isError && problemOf(query.error).status === 404 ? 'unknown' : query.data?.status
  const decided = status && status !== 'pending' ? DECIDED[status] : null
  return (
    <FrontPage
      title={decided?.title ?? 'Let a command line in?'}
      text={decided?.text ?? 'A program asks for a key that acts as you. Approve only what you began yourself.'}
    >
      {status === 'unknown' ? null : (
        <Loaded query={query} what="The request" skeleton={<Skeleton className="h-40" />}>
          {(challenge) =>
            challenge.status === 'pending' ? (
              <Loaded query={companies} what="Your companies" skeleton={<Skeleton className="h-40" />}>
                {(page) => <Decision challenge={challenge} companies={page.companies} />}
              </Loaded>
            ) : null
          }
        </Loaded>
      )}
    </FrontPage>
  )
}

/** Who may make keys in a company. */
const MAKES_KEYS = ['owner', 'admin']

function Decision({ challenge, companies }: { challenge: Challenge; companies: Company[] }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const challengeId = challenge.id
  const reread = () => client.invalidateQueries(trpc.access.findCliChallenge.queryFilter({ challengeId }))
  const approve = useSave(trpc.access.approveCliChallenge.mutationOptions({ onSettled: reread }))
  const cancel = useSave(trpc.access.cancelCliChallenge.mutationOptions({ onSettled: reread }))
  const wanted = challenge.requestedCompanyId
  const possible = companies.filter(
    (company) => MAKES_KEYS.includes(company.role) && (wanted === null || company.id === wanted),
  )
  const [chosen, setChosen] = useState('')
  const companyId = possible.length === 1 ? possible[0]!.id : chosen
  return (
    <Panel>
      <p className="text-muted text-sm">If the terminal shows a code, it must be this one. If it is another, deny.</p>
      <p className="my-4 text-center font-mono font-semibold text-2xl tracking-widest">{challenge.code}</p>
      <Facts
        facts={[
          { name: 'Runs', value: <code className="font-mono text-xs">{challenge.command}</code> },
          { name: 'On', value: challenge.clientName ?? 'It did not say' },
          { name: 'Asked', value: <RelativeTime at={challenge.createdAt} /> },
        ]}
      />
      <p className="mt-3 text-faint text-xs">What runs and where is what the program says of itself.</p>
      <div className="mt-4 flex flex-col gap-4">
        <CompanyChoice possible={possible} value={companyId} onChoose={setChosen} />
        <FormProblem text={approve.formError ?? cancel.formError} />
        <div className="flex gap-2">
          <Button
            size="lg"
            className="flex-1"
            isBusy={cancel.isPending}
            disabled={approve.isPending}
            onClick={() => cancel.mutate({ challengeId })}
          >
            Deny
          </Button>
          <Button
            variant="primary"
            size="lg"
            className="flex-1"
            isBusy={approve.isPending}
            disabled={!companyId || cancel.isPending}
            onClick={() => approve.mutate({ companyId, challengeId })}
          >
            Approve
          </Button>
        </div>
      </div>
    </Panel>
  )
}

type ChoiceProps = { possible: Company[]; value: string; onChoose: (companyId: string) => void }

/** The company that the key will be for. */
function CompanyChoice({ possible, value, onChoose }: ChoiceProps) {
  const [only] = possible
  if (!only) {
    return <FormProblem text="You may make no key there. An owner or administrator of the company can approve this." />
  }
  if (possible.length === 1) {
    return (
      <p className="text-sm">
        The key is for <strong>{only.name}</strong> and may there what you may.
      </p>
    )
  }
  return (
    <Field label="Company" hint="The key is for one company, and may there what you may.">
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
          <option value="">Choose one</option>
          {possible.map((company) => (
            <option key={company.id} value={company.id}>
              {company.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
