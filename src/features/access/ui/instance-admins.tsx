'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { Loaded } from '@/features/companies/ui/loaded'
import { useSave } from '@/features/companies/ui/use-save'
import { Avatar } from '@/ui/avatar'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton'
import { useToast } from '@/ui/toast'

type Administrator = Outputs['access']['listInstanceAdmins']['administrators'][number]

/** Who administers the installation: appointed by address, dismissed with a question. For administrators only. */
export default function InstanceAdmins() {
  const trpc = useTRPC()
  const [leaving, setLeaving] = useState<Administrator | null>(null)
  const query = useQuery(trpc.access.listInstanceAdmins.queryOptions())
  return (
    <Panel title="Administrators" hint="In every company they may do what its owner may." isFlush>
      <Loaded query={query} what="The administrators" skeleton={<SkeletonRows rows={2} label="Loading" />}>
        {({ administrators }) =>
          administrators.length === 0 ? (
            <p className="p-4 text-muted text-sm">Nobody has signed in: whoever is at this machine administers it.</p>
          ) : (
            <ul>
              {administrators.map((person) => (
                <li key={person.id} className="flex min-h-11 items-center gap-2.5 border-b px-3 py-1.5 text-sm sm:px-4">
                  <Avatar name={person.name} kind="person" size="md" />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">
                      {person.name}
                      {person.isMe ? <span className="font-normal text-faint"> (you)</span> : null}
                    </span>
                    <span className="block truncate text-muted text-xs">{person.email ?? 'No address is known'}</span>
                  </span>
                  {administrators.length > 1 ? (
                    <Button
                      size="sm"
                      variant="ghost"
                      aria-label={`Dismiss ${person.name}`}
                      onClick={() => setLeaving(person)}
                    >
                      Dismiss
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Appoint />
      {leaving ? <Dismissal person={leaving} onClose={() => setLeaving(null)} /> : null}
    </Panel>
  )
}

function Appoint() {
  const trpc = useTRPC()
  const toast = useToast()
  const client = useQueryClient()
  const [email, setEmail] = useState('')
  const appoint = useSave(
    trpc.access.appointInstanceAdmin.mutationOptions({
      onSuccess: ({ name }) => {
        setEmail('')
        toast({ text: `${name} administers the installation now` })
        return client.invalidateQueries(trpc.access.listInstanceAdmins.queryFilter())
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    appoint.mutate({ email: email.trim() })
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3 p-3 sm:p-4">
      <Field
        label="Make somebody an administrator"
        hint="The address with which the person signs in. They must have signed in once."
        error={appoint.fieldErrors.email}
      >
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="off"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <FormProblem text={appoint.formError} />
      <div>
        <Button type="submit" isBusy={appoint.isPending} disabled={email.trim() === ''}>
          Appoint
        </Button>
      </div>
    </form>
  )
}

function Dismissal({ person, onClose }: { person: Administrator; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const dismiss = useSave(
    trpc.access.dismissInstanceAdmin.mutationOptions({
      onSuccess: () => {
        if (person.isMe) return window.location.assign('/')
        onClose()
        return client.invalidateQueries(trpc.access.listInstanceAdmins.queryFilter())
      },
    }),
  )
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => dismiss.mutate({ personId: person.id })}
      isBusy={dismiss.isPending}
      error={dismiss.problem?.message}
      isDanger
      title={person.isMe ? 'Give the administration up?' : `Dismiss ${person.name}?`}
      action={person.isMe ? 'Give it up' : 'Dismiss'}
      effect={`${person.isMe ? 'You keep the companies where you are a member, and see' : 'The person keeps the companies where they are a member, and sees'} no others, at once.`}
    />
  )
}
