'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton'
import type { MemberView } from '../schema'

const ROLE: Record<MemberView['role'], string> = {
  owner: 'Owner',
  admin: 'Administrator',
  operator: 'Operator',
  viewer: 'Viewer',
}

/** The people above the agents, with what each is called. */
export function BoardPanel() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [titled, setTitled] = useState<MemberView | null>(null)
  const query = useQuery(trpc.org.listMembers.queryOptions({ companyId: slug }))
  return (
    <Panel title="Board" isFlush>
      <Loaded query={query} what="The people" skeleton={<SkeletonRows rows={1} label="The people: loading" />}>
        {(people) => (
          <ul>
            {people.map((person) => (
              <li
                key={person.id}
                className="flex min-h-10 items-center gap-2.5 border-b px-3 py-1.5 text-sm last:border-b-0 sm:px-4"
              >
                <Avatar name={person.name} size="md" />
                <span className="min-w-0 truncate font-medium">{person.name}</span>
                <span className="min-w-0 flex-1 truncate text-muted">{person.title}</span>
                <Badge>{ROLE[person.role]}</Badge>
                <Granted to="org:write">
                  <Button
                    size="sm"
                    variant="ghost"
                    aria-label={`Title of ${person.name}`}
                    onClick={() => setTitled(person)}
                  >
                    Change title
                  </Button>
                </Granted>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <TitleDialog person={titled} onClose={() => setTitled(null)} />
    </Panel>
  )
}

function TitleDialog({ person, onClose }: { person: MemberView | null; onClose: () => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const save = useSave(trpc.org.setMemberTitle.mutationOptions({ onSuccess: onClose }))
  return (
    <Dialog
      isOpen={person !== null}
      onClose={onClose}
      size="sm"
      title={`Title of ${person?.name ?? ''}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="member-title" isBusy={save.isPending}>
            Save title
          </Button>
        </>
      }
    >
      <form
        id="member-title"
        onSubmit={(event) => {
          event.preventDefault()
          const title = String(new FormData(event.currentTarget).get('title'))
          if (person) save.mutate({ companyId: slug, personId: person.id, title })
        }}
      >
        <Field label="Title" isOptional error={save.problem?.message}>
          {(control) => <Input {...control} name="title" defaultValue={person?.title} placeholder="Chair" />}
        </Field>
      </form>
    </Dialog>
  )
}
