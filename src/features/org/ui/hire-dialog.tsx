'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { type Inputs, useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { useSave } from '@/features/companies/ui/use-save'
import { SCHEDULE_CHOICES } from '@/features/schedules/ui/schedule-choices'
import { Field } from '@/ui/field'
import { inNameOrder } from '@/ui/in-name-order'
import { Input, Select, Textarea } from '@/ui/input'
import { parseDollars } from '@/ui/money'
import { useToast } from '@/ui/toast'
import { RuntimeFields, type RuntimeName, readRuntime } from './runtime-fields'
import { TestWish } from './test-wish'

/** Adds an agent: name, place in the chart, runtime, budget, schedule. */
export function HireDialog({
  isOpen,
  onClose,
  managerId,
}: {
  isOpen: boolean
  onClose: () => void
  managerId?: string
}) {
  const trpc = useTRPC()
  const router = useRouter()
  const toast = useToast()
  const grants = useGrants()
  const { slug, to } = useCompanySlug()
  const [runtime, setRuntime] = useState<RuntimeName>('bash')
  const [capError, setCapError] = useState<string>()
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { enabled: isOpen }))
  const hire = useSave(
    trpc.org.hireAgent.mutationOptions({
      onSuccess: (agent) => {
        onClose()
        toast({
          text: `${agent.name} is hired`,
          action: { label: 'Open', onSelect: () => router.push(to(`/agents/${agent.id}`)) },
        })
      },
    }),
  )
  const ask = useSave(
    trpc.approvals.requestHire.mutationOptions({
      onSuccess: ({ agent, approval }) => {
        onClose()
        const path = approval ? `/approvals/${approval.id}` : `/agents/${agent.id}`
        toast({
          text: approval ? `The board is asked to hire ${agent.name}` : `${agent.name} is hired`,
          action: { label: 'Open', onSelect: () => router.push(to(path)) },
        })
      },
    }),
  )
  // Who may not hire alone may ask: the same form goes to the board.
  const mustAsk =
    !grants.has('org:write') || hire.problem?.code === 'needs_approval' || hire.problem?.code === 'forbidden'
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const cap = String(form.get('cap')).trim()
    const capMicros = cap === '' ? null : parseDollars(cap)
    if (cap !== '' && capMicros === null) return setCapError('Type an amount in US dollars, such as 50 or 12.50.')
    setCapError(undefined)
    const wanted: Inputs['org']['hireAgent'] = {
      companyId: slug,
      name: String(form.get('name')),
      role: form.get('role')?.toString() || undefined,
      managerId: form.get('managerId')?.toString() || null,
      instructions: String(form.get('instructions')),
      capMicros,
      schedule: SCHEDULE_CHOICES.find((choice) => choice.id === form.get('schedule'))?.schedule ?? null,
      ...readRuntime(form),
    }
    if (mustAsk) ask.mutate(wanted)
    else hire.mutate(wanted)
  }
  const others = inNameOrder(agents.data ?? [])
  const lead = agents.data?.find((agent) => agent.managerId === null)
  const errors = mustAsk ? ask.fieldErrors : hire.fieldErrors
  return (
    <FormDialog
      needs="approval:request"
      isOpen={isOpen}
      onClose={onClose}
      title="Hire an agent"
      description="It can be given work as soon as it is hired."
      onSubmit={submit}
      submitLabel={mustAsk ? 'Ask the board' : 'Hire agent'}
      isBusy={hire.isPending || ask.isPending}
      problem={mustAsk ? ask.formError : hire.formError}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" error={errors.name}>
          {(control) => <Input {...control} name="name" placeholder="Ada Byron" autoComplete="off" />}
        </Field>
        <Field label="Role" isOptional error={errors.role}>
          {(control) => <Input {...control} name="role" placeholder="CTO, engineer, researcher" autoComplete="off" />}
        </Field>
      </div>
      {others.length > 0 ? (
        <Field label="Reports to" error={errors.managerId}>
          {(control) => (
            <Select {...control} name="managerId" defaultValue={managerId ?? lead?.id} key={String(agents.isSuccess)}>
              {others.map((agent) => (
                <option key={agent.id} value={agent.id}>
                  {agent.title ? `${agent.name} (${agent.title})` : agent.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ) : null}
      <RuntimeFields runtime={runtime} onRuntime={setRuntime} errors={errors} />
      <Granted to="org:write">
        <TestWish key={runtime} />
      </Granted>
      <Field
        label="Instructions"
        isOptional
        hint="What it should know about itself and its work."
        error={errors.instructions}
      >
        {(control) => <Textarea {...control} name="instructions" rows={3} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Monthly limit in US dollars"
          isOptional
          hint="It stops before it spends more."
          error={capError ?? errors.capMicros}
        >
          {(control) => <Input {...control} name="cap" inputMode="decimal" placeholder="20" autoComplete="off" />}
        </Field>
        <Field label="Wakes by itself" hint="Events such as a new task wake it in any case." error={errors.schedule}>
          {(control) => (
            <Select {...control} name="schedule" defaultValue="none">
              {SCHEDULE_CHOICES.map((choice) => (
                <option key={choice.id} value={choice.id}>
                  {choice.label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      {mustAsk ? (
        <p role="status" className="rounded-md bg-info-soft px-3 py-2 text-info text-sm">
          You may not hire alone here. Ask the board: the agent stands by as a draft, takes no work and costs nothing
          until somebody approves it.
        </p>
      ) : null}
    </FormDialog>
  )
}
