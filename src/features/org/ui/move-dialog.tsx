'use client'

import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import { useToast } from '@/ui/toast'
import { atOrBelow, inTreeOrder } from '../rules/tree'
import type { AgentRow } from '../schema'
import { MoveBudgets, useMoveBudgets } from './move-budgets'
import { MovePreview } from './move-preview'

type MoveDialogProps = {
  isOpen: boolean
  onClose: () => void
  /** Who is moved; absent: that is chosen, too. */
  agentId?: string
  /** The new manager that is proposed. */
  managerId?: string
}

/** Puts an agent, with everybody below it, below another manager; says before what that does, or why it is not possible. */
export function MoveDialog({ isOpen, onClose, agentId, managerId: proposedId }: MoveDialogProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const [chosenId, setChosenId] = useState(agentId ?? '')
  const [managerId, setManagerId] = useState(proposedId ?? '')
  const chart = useQuery(trpc.org.orgChart.queryOptions({ companyId: slug }, { enabled: isOpen })).data
  const agents = chart?.agents
  const move = useSave(
    trpc.org.updateAgent.mutationOptions({
      onSuccess: (agent) => {
        close()
        toast({ text: `${agent.name} reports to ${agent.chainOfCommand[0]?.name ?? 'nobody'} now` })
      },
    }),
  )
  const close = () => {
    move.reset()
    setChosenId(agentId ?? '')
    setManagerId('')
    onClose()
  }
  const chosen = agents?.find((agent) => agent.id === chosenId)
  const manager = agents?.find((agent) => agent.id === managerId)
  const budgets = useMoveBudgets(chosen?.id ?? '', manager?.id ?? '')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (chosen && manager) move.mutate({ companyId: slug, agentId: chosen.id, managerId: manager.id })
  }
  const choose = (id: string) => {
    move.reset()
    setChosenId(id)
    setManagerId('')
  }
  return (
    <FormDialog
      needs="org:write"
      isOpen={isOpen}
      onClose={close}
      title={agentId && chosen ? `Move ${chosen.name}` : 'Move an agent'}
      description="Everybody below moves along. Tasks, caps and what is running stay as they are."
      onSubmit={submit}
      submitLabel="Move"
      isBusy={move.isPending}
      isDisabled={!chosen || !manager || budgets?.isRefused}
      problem={move.problem?.message}
    >
      {agentId ? null : (
        <Field label="Who">
          {(control) => (
            <Select {...control} value={chosenId} onChange={(event) => choose(event.target.value)}>
              <option value="">Choose an agent</option>
              {inTreeOrder(agents ?? []).map((agent) => (
                <option key={agent.id} value={agent.id}>
                  {indented(agent)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field label="Reports to" hint={chosen?.managerId === null ? leads(chosen) : undefined}>
        {(control) => (
          <Select
            {...control}
            value={managerId}
            disabled={!chosen}
            onChange={(event) => {
              move.reset()
              setManagerId(event.target.value)
            }}
          >
            <option value="">Choose a manager</option>
            {chosen ? <Managers agents={agents ?? []} moved={chosen} /> : null}
          </Select>
        )}
      </Field>
      {chosen && manager ? <MovePreview agents={agents ?? []} moved={chosen} manager={manager} /> : null}
      {chosen && manager && budgets ? <MoveBudgets effect={budgets} name={chosen.name} /> : null}
    </FormDialog>
  )
}

/** Everybody, with the reason where somebody cannot be the manager. */
function Managers({ agents, moved }: { agents: AgentRow[]; moved: AgentRow }) {
  const below = atOrBelow(agents, moved.id)
  return inTreeOrder(agents).map((agent) => {
    const why = reasonAgainst(agent, moved, below)
    return (
      <option key={agent.id} value={agent.id} disabled={why !== null}>
        {why ? `${indented(agent)} (${why})` : indented(agent)}
      </option>
    )
  })
}

function reasonAgainst(agent: AgentRow, moved: AgentRow, below: ReadonlySet<string>): string | null {
  if (agent.id === moved.id) return 'nobody reports to itself'
  if (below.has(agent.id)) return `is below ${moved.name}`
  return agent.id === moved.managerId ? 'its manager now' : null
}

function indented({ depth, name, title, role }: AgentRow & { depth: number }): string {
  return `${'\u2003'.repeat(depth)}${name}, ${title || role}`
}

function leads({ name }: AgentRow): string {
  return `${name} is the root agent and reports to nobody. Terminate it to let another one take its place.`
}
