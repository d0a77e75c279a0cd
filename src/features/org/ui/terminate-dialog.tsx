'use client'

import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { inNameOrder } from '@/ui/in-name-order'
import { Select } from '@/ui/input'
import { formatMicros } from '@/ui/money'
import { Facts } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton'
import { useToast } from '@/ui/toast'
import type { AgentRow, AgentView } from '../schema'

type Impact = Outputs['org']['terminationImpact']
type TerminateDialogProps = { agent: AgentView; isOpen: boolean; onClose: () => void }

/** Ends an agent for good: first what it leaves behind, then who takes it over. */
export function TerminateDialog({ agent, isOpen, onClose }: TerminateDialogProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const input = { companyId: slug, agentId: agent.id }
  const impact = useQuery(trpc.org.terminationImpact.queryOptions(input, { enabled: isOpen }))
  const agents = useQuery(
    trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder, enabled: isOpen }),
  )
  const terminate = useSave(
    trpc.org.terminateAgent.mutationOptions({
      onSuccess: (done) => {
        onClose()
        toast({
          text: `${agent.name} is terminated; ${done.reassignedTasks} tasks and ${done.reparentedReports} reports were handed over`,
        })
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const chosen = (name: string) => form.get(name)?.toString() || undefined
    terminate.mutate({
      ...input,
      plan: { reassignTasksTo: chosen('tasks'), reparentReportsTo: chosen('reports') },
    })
  }
  const others = (agents.data ?? []).filter((other) => other.id !== agent.id)
  return (
    <FormDialog
      needs="org:write"
      isOpen={isOpen}
      onClose={onClose}
      title={`Terminate ${agent.name}?`}
      description="This cannot be undone. Its keys die now, its schedule is switched off and its live run is asked to stop."
      onSubmit={submit}
      submitLabel="Terminate for good"
      variant="danger"
      isBusy={terminate.isPending}
      isDisabled={!impact.data || !agents.data}
      problem={terminate.problem?.message}
    >
      <Loaded
        query={impact}
        what="What it leaves behind"
        skeleton={<SkeletonRows rows={5} label="What it leaves behind: loading" />}
      >
        {(found) => <LeftBehind impact={found} others={others} managerId={agent.managerId} />}
      </Loaded>
    </FormDialog>
  )
}

type LeftBehindProps = { impact: Impact; others: AgentRow[]; managerId: string | null }

function LeftBehind({ impact, others, managerId }: LeftBehindProps) {
  const names = (rows: { name: string }[]) => (rows.length > 0 ? rows.map((row) => row.name).join(', ') : 'None')
  return (
    <>
      <Facts
        facts={[
          { name: 'Live run', value: impact.liveRun ? 'One, which is asked to stop' : 'None' },
          { name: 'Open tasks', value: <OpenTasks tasks={impact.openTasks} /> },
          { name: 'Reports', value: names(impact.reports) },
          { name: 'Goals it owns', value: names(impact.goalsOwned) },
          { name: 'Projects it leads', value: names(impact.projectsLed) },
          { name: 'Routines', value: names(impact.routines) },
          { name: 'Spent this month', value: formatMicros(impact.budget.spent) },
        ]}
      />
      {impact.openTasks.count > 0 ? (
        <Successor
          name="tasks"
          label="Its open tasks go to"
          keep="Nobody: they stay, and show among the orphans"
          others={others}
          first={managerId}
        />
      ) : null}
      {impact.reports.length > 0 ? (
        <Successor
          name="reports"
          label="Its reports go below"
          keep="Nobody: they stay below the terminated agent"
          others={others}
          first={managerId}
        />
      ) : null}
    </>
  )
}

function OpenTasks({ tasks }: { tasks: Impact['openTasks'] }) {
  if (tasks.count === 0) return 'None'
  const shown = tasks.rows.slice(0, 3).map((task) => `${task.identifier} ${task.title}`)
  return `${tasks.count}: ${shown.join('; ')}${tasks.count > shown.length ? ' …' : ''}`
}

type SuccessorProps = { name: string; label: string; keep: string; others: AgentRow[]; first: string | null }

function Successor({ name, label, keep, others, first }: SuccessorProps) {
  return (
    <Field label={label}>
      {(control) => (
        <Select {...control} name={name} defaultValue={first ?? ''} key={others.length}>
          {others.map((other) => (
            <option key={other.id} value={other.id}>
              {other.title ? `${other.name} (${other.title})` : other.name}
            </option>
          ))}
          <option value="">{keep}</option>
        </Select>
      )}
    </Field>
  )
}
