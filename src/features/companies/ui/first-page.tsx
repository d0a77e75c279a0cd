'use client'

import { useQuery } from '@tanstack/react-query'
import { Building2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FrontPage } from '@/features/access/ui/front-page'
import { ImportForm } from '@/features/templates/ui/import-form'
import { Button } from '@/ui/button'
import { Panel } from '@/ui/panel'
import { Skeleton } from '@/ui/skeleton'
import { CreateCompanyForm, createCompanyFormId } from './create-company-form'
import { FormProblem } from './form-problem'
import { lastCompany } from './last-company'
import { Loaded } from './loaded'
import { useSave } from './use-save'

/** Leads to the company that was open last; without any company, to founding the first one. */
export function FirstPage() {
  const trpc = useTRPC()
  const router = useRouter()
  const query = useQuery(trpc.companies.listCompanies.queryOptions({}))
  const companies = query.data?.companies
  const me = useQuery(trpc.access.whoAmI.queryOptions()).data
  const isFirst = companies?.length === 0 && me?.isInstanceAdmin === true
  const isStranger = companies?.length === 0 && me?.isInstanceAdmin === false
  useEffect(() => {
    const last = lastCompany()
    const company = companies?.find((each) => each.slug === last) ?? companies?.[0]
    if (company) router.replace(`/c/${company.slug}`)
  }, [companies, router])
  return (
    <FrontPage
      title={isFirst ? 'Create your first company' : isStranger ? 'You belong to no company yet' : 'Paperclip'}
      text={
        isFirst
          ? 'Give it a mission, hire agents into its org chart, and hand out tasks. It spends no more than you allow.'
          : 'The control plane for companies of AI agents.'
      }
    >
      <Loaded query={query} what="Your companies" skeleton={<Skeleton className="h-10" />}>
        {({ companies: all }) =>
          all.length > 0 ? (
            <p className="text-muted">Opening your company…</p>
          ) : isStranger ? (
            <Panel>
              <p className="text-muted text-sm">
                You are signed in as {me?.name}. Ask an owner of a company for an invitation, and open its link here.
              </p>
            </Panel>
          ) : isFirst ? (
            <FirstCompany />
          ) : (
            <Skeleton className="h-40" />
          )
        }
      </Loaded>
    </FrontPage>
  )
}

function FirstCompany() {
  const [isBusy, setIsBusy] = useState(false)
  const [isImporting, setIsImporting] = useState(false)
  if (isImporting) {
    return (
      <Panel title="Import a company">
        <ImportForm cancel={<Button onClick={() => setIsImporting(false)}>Found one instead</Button>} />
      </Panel>
    )
  }
  return (
    <>
      <Panel>
        <CreateCompanyForm onBusy={setIsBusy} />
        <Button
          variant="primary"
          size="lg"
          type="submit"
          form={createCompanyFormId}
          isBusy={isBusy}
          className="mt-5 w-full"
        >
          Create company
        </Button>
      </Panel>
      <DemoOffer />
      <p className="mt-4 text-center text-muted text-sm">
        Have a company in a .paperclip file?{' '}
        <Button variant="ghost" onClick={() => setIsImporting(true)}>
          Import a company
        </Button>
      </p>
    </>
  )
}

/** A company that works already, to look around in; the page goes there as soon as it is founded. */
function DemoOffer() {
  const trpc = useTRPC()
  const offer = useQuery(trpc.companies.demoOffer.queryOptions()).data
  const found = useSave(trpc.companies.foundDemo.mutationOptions())
  // the page that is above leads there once it is in the list
  useQuery({ ...trpc.companies.listCompanies.queryOptions({}), refetchInterval: found.isSuccess ? 500 : false })
  if (!offer?.isOffered) return null
  return (
    <div className="mt-4 flex flex-col gap-3 rounded-lg border bg-surface p-4 shadow-card">
      <p className="flex gap-2.5 text-muted text-sm">
        <Building2 aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
        Look around first? In the demo company six agents do real work on this machine, without a model and without a
        key.
      </p>
      <FormProblem text={found.formError} />
      <Button size="lg" isBusy={found.isPending || found.isSuccess} onClick={() => found.mutate()}>
        {found.isSuccess ? 'Founding it' : 'Found the demo company'}
      </Button>
    </div>
  )
}
