'use client'

import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { useSave } from '@/features/companies/ui/use-save'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Select } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton'
import { useToast } from '@/ui/toast'
import { ROLES, type Role } from '../rules/grants'
import { Invitations } from './invitations'
import { InviteDialog } from './invite-dialog'
import { ROLE_TEXT } from './role-text'

type Member = Outputs['org']['listMembers'][number]

const TeamRolesDialog = lazy(() => import('./team-roles-dialog'))

/** The people of the company, what each may do, and who is invited. */
export function Members() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const grants = useGrants()
  const [isInviting, setIsInviting] = useState(false)
  const [removing, setRemoving] = useState<Member | null>(null)
  const [teamsOf, setTeamsOf] = useState<string | null>(null)
  const query = useQuery(trpc.org.listMembers.queryOptions({ companyId: slug }))
  const me = useQuery(trpc.access.whoAmI.queryOptions()).data
  const mayManage = grants.has('member:write')
  const inTeams = query.data?.find(({ id }) => id === teamsOf)
  return (
    <Panel
      title="People"
      isFlush
      actions={
        mayManage ? (
          <Button size="sm" icon={<UserPlus aria-hidden className="size-3.5" />} onClick={() => setIsInviting(true)}>
            Invite
          </Button>
        ) : null
      }
    >
      <Loaded query={query} what="The people" skeleton={<SkeletonRows rows={2} label="The people: loading" />}>
        {(people) => (
          <ul>
            {people.map((person) => (
              <MemberLine
                key={person.id}
                person={person}
                isMe={person.id === me?.id}
                roles={mayManage ? rolesFor(person.role, grants.has('member:appoint')) : []}
                onRemove={() => setRemoving(person)}
                onTeams={mayManage ? () => setTeamsOf(person.id) : undefined}
              />
            ))}
          </ul>
        )}
      </Loaded>
      {mayManage ? <Invitations /> : null}
      {isInviting ? (
        <InviteDialog mayAppoint={grants.has('member:appoint')} onClose={() => setIsInviting(false)} />
      ) : null}
      <Suspense>{inTeams ? <TeamRolesDialog person={inTeams} onClose={() => setTeamsOf(null)} /> : null}</Suspense>
      <RemoveMember person={removing} isMe={removing?.id === me?.id} onClose={() => setRemoving(null)} />
    </Panel>
  )
}

const HIGH: readonly Role[] = ['owner', 'admin']

/** The roles that the person at the screen may give to somebody who has one; none where it may not be changed. */
function rolesFor(role: Role, mayAppoint: boolean): readonly Role[] {
  if (mayAppoint) return ROLES
  return HIGH.includes(role) ? [] : ROLES.filter((each) => !HIGH.includes(each))
}

type MemberLineProps = {
  person: Member
  isMe: boolean
  roles: readonly Role[]
  onRemove: () => void
  onTeams: (() => void) | undefined
}

function MemberLine({ person, isMe, roles, onRemove, onTeams }: MemberLineProps) {
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-x-2.5 gap-y-1 border-b px-3 py-1.5 text-sm last:border-b-0 sm:px-4">
      <Avatar name={person.name} kind="person" size="md" />
      <span className="min-w-0 flex-1 basis-40">
        <span className="block truncate font-medium">
          {person.name}
          {isMe ? <span className="font-normal text-faint"> (you)</span> : null}
        </span>
        <span className="block truncate text-muted text-xs">
          {[person.title, person.email].filter(Boolean).join(', ') || 'No address is known'}
        </span>
        {person.teamRoles.length > 0 ? (
          <span className="block truncate text-muted text-xs">
            {person.teamRoles.map((held) => `${ROLE_TEXT[held.role].name} of ${held.teamName}`).join(', ')}
          </span>
        ) : null}
      </span>
      {roles.length > 0 ? <RoleSelect person={person} roles={roles} /> : <Badge>{ROLE_TEXT[person.role].name}</Badge>}
      {onTeams && (person.role === 'operator' || person.role === 'viewer') ? (
        <Button size="sm" variant="ghost" aria-label={`What ${person.name} may in teams`} onClick={onTeams}>
          Teams
        </Button>
      ) : null}
      {roles.length > 0 || isMe ? (
        <Button
          size="sm"
          variant="ghost"
          aria-label={isMe ? 'Leave the company' : `Remove ${person.name}`}
          onClick={onRemove}
        >
          {isMe ? 'Leave' : 'Remove'}
        </Button>
      ) : null}
    </li>
  )
}

function RoleSelect({ person, roles }: { person: Member; roles: readonly Role[] }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const save = useSave(
    trpc.access.setMemberRole.mutationOptions({
      onSuccess: ({ role }) => toast({ text: `${person.name} is ${ROLE_TEXT[role].name} now` }),
    }),
    { toastsProblem: true },
  )
  return (
    <Select
      className="w-36"
      aria-label={`Role of ${person.name}`}
      value={save.isPending ? save.variables.role : person.role}
      disabled={save.isPending}
      onChange={(event) => {
        const role = roles.find((each) => each === event.target.value)
        if (role) save.mutate({ companyId: slug, personId: person.id, role })
      }}
    >
      {roles.map((role) => (
        <option key={role} value={role}>
          {ROLE_TEXT[role].name}
        </option>
      ))}
    </Select>
  )
}

type RemoveMemberProps = { person: Member | null; isMe: boolean; onClose: () => void }

function RemoveMember({ person, isMe, onClose }: RemoveMemberProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const remove = useSave(trpc.access.removeMember.mutationOptions({ onSuccess: onClose }))
  const leave = useSave(trpc.access.leaveCompany.mutationOptions({ onSuccess: () => window.location.assign('/') }))
  const deed = isMe ? leave : remove
  const close = () => {
    remove.reset()
    leave.reset()
    onClose()
  }
  return (
    <ConfirmDialog
      isOpen={person !== null}
      onClose={close}
      onConfirm={() => {
        if (isMe) leave.mutate({ companyId: slug })
        else if (person) remove.mutate({ companyId: slug, personId: person.id })
      }}
      isBusy={deed.isPending}
      error={deed.problem?.message}
      isDanger
      title={isMe ? 'Leave this company?' : `Remove ${person?.name ?? 'the person'}?`}
      action={isMe ? 'Leave' : 'Remove'}
      effect={
        isMe
          ? 'You see the company no more, and the keys that you made for scripts stop working. Only another invitation brings you back.'
          : 'The person sees the company no more, and the keys that the person made for scripts stop working, at once. What the person did stays in the record.'
      }
    />
  )
}
