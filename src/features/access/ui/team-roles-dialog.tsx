'use client'

import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import { Skeleton } from '@/ui/skeleton'
import { useToast } from '@/ui/toast'
import { TEAM_ROLES } from '../rules/grants'
import { RoleField } from './role-field'
import { ROLE_TEXT, TEAM_ROLE_TEXT } from './role-text'

type Member = Outputs['org']['listMembers'][number]

/** What a member may do in teams beyond what they may in the company: given, changed and taken back. */
export default function TeamRolesDialog({ person, onClose }: { person: Member; onClose: () => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const mayAppoint = useGrants().has('member:appoint')
  const teams = useQuery(trpc.org.listTeams.queryOptions({ companyId: slug, limit: 500 }))
  const toast = useToast()
  const appoint = useSave(
    trpc.access.appointInTeam.mutationOptions({ onSuccess: () => toast({ text: 'The role is given' }) }),
  )
  const roles = TEAM_ROLES.filter((role) => mayAppoint || role !== 'admin').reverse()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const role = roles.find((each) => each === form.get('role')) ?? 'operator'
    appoint.mutate({ companyId: slug, personId: person.id, teamId: String(form.get('teamId')), role })
  }
  return (
    <FormDialog
      needs="member:write"
      onClose={onClose}
      title={`${person.name} in teams`}
      description={`In the company: ${ROLE_TEXT[person.role].name}. A role in a team adds to that, for the team's agents, their tasks and their runs.`}
      size="sm"
      onSubmit={submit}
      submitLabel="Give the role"
      isBusy={appoint.isPending}
      isDisabled={!teams.data?.length}
      problem={appoint.problem?.message}
    >
      {person.teamRoles.length > 0 ? (
        <ul className="divide-y rounded-md border">
          {person.teamRoles.map((held) => (
            <HeldRole key={held.teamId} personId={person.id} held={held} mayEnd={mayAppoint || held.role !== 'admin'} />
          ))}
        </ul>
      ) : null}
      <Loaded query={teams} what="The teams" skeleton={<Skeleton className="h-16" />}>
        {(all) =>
          all.length === 0 ? (
            <p className="text-muted text-sm">There is no team yet. Create one below the org chart first.</p>
          ) : (
            <>
              <Field label="Team">
                {(control) => (
                  <Select {...control} name="teamId">
                    {all.map((team) => (
                      <option key={team.id} value={team.id}>
                        {team.name}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
              <RoleField roles={roles} mayOf={(role) => TEAM_ROLE_TEXT[role]} />
            </>
          )
        }
      </Loaded>
    </FormDialog>
  )
}

type HeldRoleProps = { personId: string; held: Member['teamRoles'][number]; mayEnd: boolean }

function HeldRole({ personId, held, mayEnd }: HeldRoleProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const toast = useToast()
  const { teamId, teamName, role } = held
  const dismiss = useSave(
    trpc.access.dismissFromTeam.mutationOptions({
      onSuccess: () => toast({ text: `The role in ${teamName} is taken back` }),
    }),
    { toastsProblem: true },
  )
  return (
    <li className="flex min-h-10 items-center gap-2 px-3 text-sm">
      <span className="min-w-0 flex-1 truncate">
        {ROLE_TEXT[role].name} of {teamName}
      </span>
      {mayEnd ? (
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Take back the role in ${teamName}`}
          isBusy={dismiss.isPending}
          onClick={() => dismiss.mutate({ companyId: slug, personId, teamId })}
        >
          Take back
        </Button>
      ) : null}
    </li>
  )
}
