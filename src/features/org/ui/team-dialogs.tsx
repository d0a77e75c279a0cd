'use client'

import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { inNameOrder } from '@/ui/in-name-order'
import { Checkbox, Input } from '@/ui/input'
import type { TeamRow } from '../schema'

/** Makes a team without members. */
export function CreateTeamDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const create = useSave(trpc.org.createTeam.mutationOptions({ onSuccess: onClose }))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    create.mutate({
      companyId: slug,
      name: String(form.get('name')),
      description: String(form.get('description')),
    })
  }
  return (
    <FormDialog
      needs="org:write"
      isOpen={isOpen}
      onClose={onClose}
      title="Create a team"
      onSubmit={submit}
      submitLabel="Create team"
      isBusy={create.isPending}
      problem={create.formError}
    >
      <Field label="Name" error={create.fieldErrors.name}>
        {(control) => <Input {...control} name="name" placeholder="Launch" autoComplete="off" />}
      </Field>
      <Field label="What it is for" isOptional error={create.fieldErrors.description}>
        {(control) => <Input {...control} name="description" />}
      </Field>
    </FormDialog>
  )
}

/** Says who is in a team. */
export function TeamMembersDialog({ team, onClose }: { team: TeamRow | null; onClose: () => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const isOpen = team !== null
  const agents = useQuery(
    trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder, enabled: isOpen }),
  )
  const people = useQuery(
    trpc.org.listMembers.queryOptions({ companyId: slug }, { select: inNameOrder, enabled: isOpen }),
  )
  const now = useQuery(trpc.org.getTeam.queryOptions({ companyId: slug, teamId: team?.id ?? '' }, { enabled: isOpen }))
  const save = useSave(trpc.org.setTeamMembers.mutationOptions({ onSuccess: onClose }))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    if (!team) return
    save.mutate({
      companyId: slug,
      teamId: team.id,
      agentIds: form.getAll('agent').map(String),
      personIds: form.getAll('person').map(String),
    })
  }
  const isReady = now.data !== undefined && agents.data !== undefined && people.data !== undefined
  return (
    <FormDialog
      needs="org:write"
      isOpen={isOpen}
      onClose={onClose}
      title={`Members of ${team?.name ?? ''}`}
      onSubmit={submit}
      submitLabel="Save members"
      isBusy={save.isPending}
      isDisabled={!isReady}
      problem={save.problem?.message}
    >
      <Loaded query={now} what="The team">
        {(members) => (
          <>
            <Choices legend="Agents" name="agent" all={agents.data ?? []} chosen={members.agentMembers} />
            <Choices legend="People" name="person" all={people.data ?? []} chosen={members.personMembers} />
          </>
        )}
      </Loaded>
    </FormDialog>
  )
}

type Named = { id: string; name: string; title: string }
type ChoicesProps = { legend: string; name: string; all: Named[]; chosen: { id: string }[] }

function Choices({ legend, name, all, chosen }: ChoicesProps) {
  const isIn = (id: string) => chosen.some((member) => member.id === id)
  if (all.length === 0) return null
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-faint text-xs">{legend}</legend>
      {all.map((each) => (
        <Checkbox
          key={each.id}
          name={name}
          value={each.id}
          defaultChecked={isIn(each.id)}
          label={each.title ? `${each.name} (${each.title})` : each.name}
        />
      ))}
    </fieldset>
  )
}
