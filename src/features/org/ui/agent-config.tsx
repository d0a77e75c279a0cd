'use client'

import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Checkbox, Input, Select, Textarea } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { useToast } from '@/ui/toast'
import type { AgentView } from '../schema'
import { RuntimeFields, readRuntime, runtimeNamed } from './runtime-fields'
import { TestSettings } from './test-settings'
import { readVariables, VariableFields } from './variable-fields'
import { listFor } from './variables'

const QUEUE_ORDERS = ['priority', 'fifo'] as const

/** Name, place, runtime, instructions and permissions of an agent. The next run starts with what is saved here. */
export function AgentConfig({ agent }: { agent: AgentView }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const [runtime, setRuntime] = useState(runtimeNamed(agent.runtime))
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }))
  const save = useSave(
    trpc.org.updateAgent.mutationOptions({ onSuccess: () => toast({ text: 'Saved. The next run starts with it.' }) }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const title = String(form.get('title'))
    const mayHire = form.get('mayHire') === 'on'
    save.mutate({
      companyId: slug,
      agentId: agent.id,
      name: String(form.get('name')),
      title,
      expectedVersion: agent.version,
      capabilities: String(form.get('capabilities')),
      queueOrder: QUEUE_ORDERS.find((order) => order === form.get('queueOrder')) ?? null,
      // A change of permissions may need an approval, so that one is sent only where there is one.
      ...(mayHire === agent.permissions.mayHire ? {} : { permissions: { mayHire } }),
      managerId: form.get('managerId')?.toString() || undefined,
      instructions: String(form.get('instructions')),
      ...readRuntime(form, readVariables(form, runtime, agent.runtimeConfig)),
      replaceRuntimeConfig: true,
    })
  }
  const errors = save.fieldErrors
  const others = (agents.data ?? []).filter((other) => other.id !== agent.id)
  return (
    <Panel>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
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
              <Select {...control} name="managerId" defaultValue={agent.managerId ?? ''} key={agents.dataUpdatedAt}>
                {others.map((other) => (
                  <option key={other.id} value={other.id}>
                    {other.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ) : null}
        <RuntimeFields runtime={runtime} onRuntime={setRuntime} config={agent.runtimeConfig} errors={errors} />
        <VariableFields runtime={runtime} config={agent.runtimeConfig} key={listFor(runtime)} />
        <Field label="Instructions" isOptional error={errors.instructions}>
          {(control) => <Textarea {...control} name="instructions" rows={6} defaultValue={agent.instructions} />}
        </Field>
        <Field
          label="Capabilities"
          isOptional
          hint="What it is good at; work is matched by it."
          error={errors.capabilities}
        >
          {(control) => <Textarea {...control} name="capabilities" rows={2} defaultValue={agent.capabilities} />}
        </Field>
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
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" variant="primary" isBusy={save.isPending} disabled={agent.state === 'terminated'}>
            Save settings
          </Button>
          <TestSettings agentId={agent.id} isOff={agent.state === 'terminated'} />
        </div>
      </form>
    </Panel>
  )
}
