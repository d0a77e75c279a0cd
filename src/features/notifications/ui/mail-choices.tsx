'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Select } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton'
import { useToast } from '@/ui/toast'
import { MAIL_CHOICES, type MailChoice } from '../rules/topics'

const CHOICES: Record<MailChoice, string> = {
  at_once: 'At once what stands still, the rest once a day',
  daily: 'Once a day',
  none: 'Nothing',
}

type Company = Outputs['companies']['listCompanies']['companies'][number]

/** What the person who is signed in is told by mail, company by company. */
export default function MailChoices() {
  const trpc = useTRPC()
  const query = useQuery(trpc.companies.listCompanies.queryOptions({}))
  return (
    <Panel title="What I am told by mail" isFlush>
      <Loaded query={query} what="Your companies" skeleton={<SkeletonRows rows={1} label="Your companies: loading" />}>
        {({ companies }) =>
          companies.length === 0 ? (
            <p className="p-4 text-muted text-sm">You belong to no company.</p>
          ) : (
            <ul>
              {companies.map((company) => (
                <CompanyChoice key={company.id} company={company} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  )
}

function CompanyChoice({ company }: { company: Company }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const asked = { companyId: company.slug }
  const query = useQuery(trpc.notifications.getMailChoice.queryOptions(asked))
  const save = useSave(
    trpc.notifications.setMailChoice.mutationOptions({
      onSuccess: (chosen) => client.setQueryData(trpc.notifications.getMailChoice.queryKey(asked), chosen),
    }),
    { toastsProblem: true },
  )
  const test = useSave(
    trpc.notifications.testMail.mutationOptions({ onSuccess: () => toast({ text: 'A test is on its way' }) }),
    { toastsProblem: true },
  )
  const given = query.data
  if (!given && query.isError) {
    return (
      <li className="border-b last:border-b-0">
        <Loaded query={query} what={`What you are told of ${company.name}`}>
          {() => null}
        </Loaded>
      </li>
    )
  }
  return (
    <li className="flex flex-col gap-2 border-b px-3 py-2.5 text-sm last:border-b-0 sm:px-4">
      <div className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 flex-1 basis-28 truncate font-medium">{company.name}</span>
        <span className="w-full">
          <Select
            aria-label={`What I am told by mail of ${company.name}`}
            value={given?.choice ?? ''}
            disabled={!given || save.isPending}
            onChange={(event) => {
              const choice = MAIL_CHOICES.find((each) => each === event.target.value)
              if (choice) save.mutate({ ...asked, choice })
            }}
          >
            {MAIL_CHOICES.map((choice) => (
              <option key={choice} value={choice}>
                {CHOICES[choice]}
              </option>
            ))}
          </Select>
        </span>
      </div>
      <div className="flex min-h-7 items-center gap-2 text-muted text-xs">
        <span className="min-w-0 flex-1">{given ? whereText(given) : null}</span>
        {given?.isMailSetUp && given.address ? (
          <Button size="sm" variant="ghost" isBusy={test.isPending} onClick={() => test.mutate(asked)}>
            Send me a test
          </Button>
        ) : null}
      </div>
    </li>
  )
}

function whereText({ isMailSetUp, address }: Outputs['notifications']['getMailChoice']): string {
  if (!isMailSetUp) return 'This installation sends no mail yet: SMTP_URL and SMTP_FROM are not set.'
  return address
    ? `Goes to ${address}.`
    : 'You have no proven address. Sign in with an identity provider that says yours.'
}
