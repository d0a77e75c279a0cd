'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompany, useCompanySlug } from '@/features/companies/ui/use-company'
import { usePageName } from '@/ui/breadcrumbs'
import { Button } from '@/ui/button'
import { MoneyBar } from '@/ui/money-bar'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { BudgetDialog } from './budget-dialog'
import { AgentBudgets, type Editing, GroupBudgets } from './budget-tables'
import { ForecastLine, ForecastPanel } from './forecast-panel'
import { IncidentList } from './incident-list'
import { LedgerPanel } from './ledger-panel'
import { SpendBars } from './spend-bars'
import { useForecast } from './use-forecast'

/** What the company spends, against which limits, by whom. */
export function MoneyPage() {
  usePageName('Money')
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const company = useCompany().data
  const [editing, setEditing] = useState<Editing | null>(null)
  const query = useQuery(trpc.budgets.listBudgets.queryOptions({ companyId: slug, metric: 'money', window: 'month' }))
  const forecast = useForecast(company && { scopeKind: 'company', scopeId: company.id }).data
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500, includeTerminated: true }))
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
                      capMicros={whole.cap}
                      spentMicros={whole.spent}
                      reservedMicros={whole.reserved}
                      warnPercent={whole.warnPercent}
                      forecastMicros={forecast?.atEnd?.likely}
                      period="this month"
                    />
                    <ForecastLine forecast={forecast} />
                  </Panel>
                ) : null}
                <Panel title="By day">
                  <SpendBars periodStart={periodStart} />
                </Panel>
              </div>
              <IncidentList />
              {company ? <ForecastPanel scopeKind="company" scopeId={company.id} /> : null}
              <Panel title="By agent" isFlush>
                <AgentBudgets budgets={ofAgents} agents={agents.data ?? []} onEdit={setEditing} />
              </Panel>
              <GroupBudgets budgets={budgets} onEdit={setEditing} />
              <LedgerPanel />
            </div>
          )
        }}
      </Loaded>
      {editing ? <BudgetDialog {...editing} onClose={() => setEditing(null)} /> : null}
    </>
  )
}
