'use client'

import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { Granted, GrantedFields } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { inNameOrder } from '@/ui/in-name-order'
import { Checkbox, Input, Select } from '@/ui/input'
import { Panel } from '@/ui/panel'
import type { AgentView } from '../schema'
import { useSaveAgent } from './use-save-agent'

const QUEUE_ORDERS = ['priority', 'fifo'] as const

/** Name, place, order of work and permissions of an agent. */
export function AgentConfig({ agent }: { agent: AgentView }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder }))
  const { save, change } = useSaveAgent(agent)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const mayHire = form.get('mayHire') === 'on'
    change({
      name: String(form.get('name')),
      title: String(form.get('title')),
      queueOrder: QUEUE_ORDERS.find((order) => order === form.get('queueOrder')) ?? null,
      // A change of permissions may need an approval, so that one is sent only where there is one.
      ...(mayHire === agent.permissions.mayHire ? {} : { permissions: { mayHire } }),
      managerId: form.get('managerId')?.toString() || undefined,
    })
  }
  const errors = save.fieldErrors
  const others = (agents.data ?? []).filter((other) => other.id !== agent.id)
  return (
    <Panel title="Settings">
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <GrantedFields to="org:write">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Name" error={errors.name}>
              {(control) => <Input {...control} name="name" defaultValue={agent.name} />}
            </Field>
            <Field label="Title" error={errors.title}>
              {(control) => <Input {...control} name="title" defaultValue={agent.title} />}
            </Field>
          </div>
          {agent.managerId ? (
            <Field label="Reports to" error={errors.managerId}>
              {(control) => (
                <Select
                  {...control}
                  name="managerId"
                  defaultValue={agent.managerId ?? ''}
                  key={String(agents.isSuccess)}
                >
                  {others.map((other) => (
                    <option key={other.id} value={other.id}>
                      {other.name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          ) : null}
          <Field label="Takes its tasks" error={errors.queueOrder}>
            {(control) => (
              <Select {...control} name="queueOrder" defaultValue={agent.queueOrder ?? ''}>
                <option value="">As the company says</option>
                <option value="priority">By priority</option>
                <option value="fifo">Oldest first</option>
              </Select>
            )}
          </Field>
          <Checkbox
            name="mayHire"
            defaultChecked={agent.permissions.mayHire}
            label="May hire agents below itself"
            hint="Otherwise it asks, and the board decides."
          />
          <FormProblem text={save.formError} />
        </GrantedFields>
        <Granted to="org:write">
          <div>
            <Button type="submit" variant="primary" isBusy={save.isPending} disabled={agent.state === 'terminated'}>
              Save settings
            </Button>
          </div>
        </Granted>
      </form>
    </Panel>
  )
}
