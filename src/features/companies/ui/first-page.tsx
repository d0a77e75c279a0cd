'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Button } from '@/ui/button'
import { Logo } from '@/ui/logo'
import { Panel } from '@/ui/panel'
import { ThemeSwitch } from '@/ui/theme-switch'
import { CreateCompanyForm, createCompanyFormId } from './create-company-form'
import { lastCompany } from './last-company'
import { Loaded } from './loaded'

/** Leads to the company that was open last; without any company, to founding the first one. */
export function FirstPage() {
  const trpc = useTRPC()
  const router = useRouter()
  const query = useQuery(trpc.companies.listCompanies.queryOptions({}))
  const companies = query.data?.companies
  useEffect(() => {
    const last = lastCompany()
    const company = companies?.find((each) => each.slug === last) ?? companies?.[0]
    if (company) router.replace(`/c/${company.slug}`)
  }, [companies, router])
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center px-4 py-10">
      <div className="mb-6 flex items-center gap-2.5">
        <Logo className="size-7 text-accent" />
        <span className="font-semibold text-base">Paperclip</span>
        <span className="ml-auto">
          <ThemeSwitch />
        </span>
      </div>
      <Loaded query={query} what="Your companies">
        {({ companies: all }) =>
          all.length === 0 ? <FirstCompany /> : <p className="text-muted">Opening your company…</p>
        }
      </Loaded>
    </main>
  )
}

function FirstCompany() {
  const [isBusy, setIsBusy] = useState(false)
  return (
    <>
      <h1 className="font-semibold text-xl tracking-tight">Create your first company</h1>
      <p className="mt-1 mb-5 text-muted">
        Give it a mission, hire agents into its org chart, and hand out tasks. It spends no more than you allow.
      </p>
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
    </>
  )
}
