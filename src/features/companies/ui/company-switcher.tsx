'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronsUpDown, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Avatar } from '@/ui/avatar'
import { Menu } from '@/ui/menu'
import { CreateCompanyDialog } from './create-company-dialog'

/** The company's name; opens the list of the reader's companies. */
export function CompanySwitcher({ slug, name }: { slug: string; name: string | undefined }) {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.companies.listCompanies.queryOptions({}))
  const [isCreating, setIsCreating] = useState(false)
  const me = useQuery(trpc.access.whoAmI.queryOptions()).data
  const companies = data?.companies ?? []
  return (
    <>
      <Menu
        label="Companies"
        triggerClassName="flex h-9 w-full min-w-0 items-center gap-2 rounded-md px-1.5 text-left font-semibold text-sm hover:bg-hover"
        trigger={
          <>
            <Avatar name={name ?? slug} size="md" />
            <span className="min-w-0 flex-1 truncate">{name ?? slug}</span>
            <ChevronsUpDown aria-hidden className="size-3.5 text-faint" />
            <span className="sr-only">Switch company</span>
          </>
        }
        items={[
          ...companies.map((company) => ({
            id: company.id,
            label: company.name,
            hint: company.status === 'active' ? undefined : company.status,
            icon: <Avatar name={company.name} />,
            isChecked: company.slug === slug,
            href: `/c/${company.slug}`,
          })),
          ...(me?.isInstanceAdmin
            ? [
                {
                  id: 'create',
                  label: 'Create a company',
                  icon: <Plus aria-hidden />,
                  startsGroup: companies.length > 0,
                  onSelect: () => setIsCreating(true),
                },
              ]
            : []),
        ]}
      />
      <CreateCompanyDialog isOpen={isCreating} onClose={() => setIsCreating(false)} />
    </>
  )
}
