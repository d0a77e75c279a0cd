'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FrontPage } from '@/features/access/ui/front-page'
import { ImportForm } from '@/features/templates/ui/import-form'
import { Button } from '@/ui/button'
import { Panel } from '@/ui/panel'
import { Skeleton } from '@/ui/skeleton'
import { CreateCompanyForm, createCompanyFormId } from './create-company-form'
import { lastCompany } from './last-company'
import { Loaded } from './loaded'

/** Leads to the company that was open last; without any company, to founding the first one. */
export function FirstPage() {
  const trpc = useTRPC()
  const router = useRouter()
  const query = useQuery(trpc.companies.listCompanies.queryOptions({}))
  const companies = query.data?.companies
  const isFirst = companies?.length === 0
  useEffect(() => {
    const last = lastCompany()
    const company = companies?.find((each) => each.slug === last) ?? companies?.[0]
    if (company) router.replace(`/c/${company.slug}`)
  }, [companies, router])
  return (
    <FrontPage
      title={isFirst ? 'Create your first company' : 'Paperclip'}
      text={
        isFirst
          ? 'Give it a mission, hire agents into its org chart, and hand out tasks. It spends no more than you allow.'
          : 'The control plane for companies of AI agents.'
      }
    >
      <Loaded query={query} what="Your companies" skeleton={<Skeleton className="h-10" />}>
        {({ companies: all }) =>
          all.length === 0 ? <FirstCompany /> : <p className="text-muted">Opening your company…</p>
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
      <p className="mt-4 text-center text-muted text-sm">
        It is in a .paperclip file already?{' '}
        <Button variant="ghost" onClick={() => setIsImporting(true)}>
          Import a company
        </Button>
      </p>
    </>
  )
}
