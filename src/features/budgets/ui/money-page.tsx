'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompany, useCompanySlug } from '@/features/companies/ui/use-company'
import type { AgentRow } from '@/features/org/schema'
import { AgentStateDot } from '@/features/org/ui/agent-marks'
import { Avatar } from '@/ui/avatar'
import { usePageName } from '@/ui/breadcrumbs'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Money } from '@/ui/money'
import { MoneyBar } from '@/ui/money-bar'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { type Column, Table } from '@/ui/table'
import { NameLink } from '@/ui/text-link'
import type { BudgetView } from '../schema'
import { BudgetDialog } from './budget-dialog'
import { IncidentList } from './incident-list'
import { LedgerPanel } from './ledger-panel'
import { dayIn, forecastMicros } from './month-bars'
import { SpendBars } from './spend-bars'

type Editing = { budget: BudgetView; name: string }

/** What the company spends, against which limits, by whom. */
export function MoneyPage() {
  usePageName('Money')
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const company = useCompany().data
  const [editing, setEditing] = useState<Editing | null>(null)
  const query = useQuery(trpc.budgets.listBudgets.queryOptions({ companyId: slug }))
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500, includeTerminated: true }))
  const today = dayIn(company?.timeZone ?? 'UTC', new Date())
  return (
    <>
      <PageHeader
        title="Money"
        subtitle={`This month, in US dollars${company ? `; months begin at midnight in ${company.timeZone}` : ''}.`}
      />
      <Loaded query={query} what="The budgets">
        {({ budgets, periodStart }) => {
          const whole = budgets.find((budget) => budget.scopeKind === 'company')
          const ofAgents = budgets.filter((budget) => budget.scopeKind === 'agent')
          return (
            <div className="flex flex-col gap-4">
              <div className="grid gap-4 lg:grid-cols-2">
                {whole ? (
                  <Panel
                    title="Company budget"
                    actions={
                      <Button
                        size="sm"
                        onClick={() => setEditing({ budget: whole, name: company?.name ?? 'the company' })}
                      >
                        Change
                      </Button>
                    }
                  >
                    <MoneyBar
                      label="Budget of the company"
                      capMicros={whole.capMicros}
                      spentMicros={whole.spentMicros}
                      reservedMicros={whole.reservedMicros}
                      warnPercent={whole.warnPercent}
                      forecastMicros={forecastMicros(periodStart, today, whole.spentMicros)}
                      period="this month"
                    />
                  </Panel>
                ) : null}
                <Panel title="By day">
                  <SpendBars periodStart={periodStart} />
                </Panel>
              </div>
              <IncidentList />
              <Panel title="By agent" isFlush>
                <AgentBudgets budgets={ofAgents} agents={agents.data ?? []} onEdit={setEditing} />
              </Panel>
              <LedgerPanel />
            </div>
          )
        }}
      </Loaded>
      {editing ? <BudgetDialog {...editing} onClose={() => setEditing(null)} /> : null}
    </>
  )
}

type AgentBudgetsProps = { budgets: BudgetView[]; agents: AgentRow[]; onEdit: (editing: Editing) => void }

function AgentBudgets({ budgets, agents, onEdit }: AgentBudgetsProps) {
  const { to } = useCompanySlug()
  const byId = new Map(agents.map((agent) => [agent.id, agent]))
  const rows = budgets.filter((budget) => byId.has(budget.scopeId)).sort((a, b) => b.spentMicros - a.spentMicros)
  const nameOf = (budget: BudgetView) => byId.get(budget.scopeId)?.name ?? 'Agent'
  const columns: Column<BudgetView>[] = [
    {
      key: 'agent',
      header: 'Agent',
      cell: (budget) => (
        <span className="flex items-center gap-2">
          <Avatar name={nameOf(budget)} />
          <NameLink href={to(`/agents/${budget.scopeId}`)} className="truncate">
            {nameOf(budget)}
          </NameLink>
        </span>
      ),
    },
    {
      key: 'state',
      header: 'State',
      width: '10rem',
      cell: (budget) => {
        const agent = byId.get(budget.scopeId)
        return agent ? <AgentStateDot agent={agent} /> : null
      },
    },
    {
      key: 'spent',
      header: 'Spent',
      phoneLabel: 'spent',
      width: '7rem',
      align: 'right',
      cell: (budget) => <Money micros={budget.spentMicros} />,
    },
    {
      key: 'reserved',
      header: 'Reserved',
      width: '7rem',
      align: 'right',
      isHiddenOnPhone: true,
      cell: (budget) => <Money micros={budget.reservedMicros} className="text-muted" />,
    },
    {
      key: 'cap',
      header: 'Limit',
      phoneLabel: 'of',
      width: '7rem',
      align: 'right',
      cell: (budget) =>
        budget.capMicros === null ? (
          <span className="text-faint">No limit</span>
        ) : (
          <Money micros={budget.capMicros} isRound />
        ),
    },
    {
      key: 'bar',
      header: 'Share',
      width: '10rem',
      isHiddenOnPhone: true,
      cell: (budget) => <MoneyBar isCompact label={`Budget of ${nameOf(budget)}`} period="this month" {...budget} />,
    },
    {
      key: 'edit',
      header: '',
      width: '6rem',
      align: 'right',
      cell: (budget) => (
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Change the budget of ${nameOf(budget)}`}
          onClick={() => onEdit({ budget, name: nameOf(budget) })}
        >
          Change
        </Button>
      ),
    },
  ]
  if (rows.length === 0)
    return (
      <EmptyState isCompact title="No agent, no spend">
        Each agent you hire gets a budget here.
      </EmptyState>
    )
  return <Table caption="Budgets of the agents" columns={columns} rows={rows} rowKey={(budget) => budget.budgetId} />
}
