'use client'

import { lazy } from 'react'
import { useCompany } from '@/features/companies/ui/use-company'
import { usePageName } from '@/ui/breadcrumbs'
import { PageHeader } from '@/ui/page-header'
import { Tabs } from '@/ui/tabs'
import { useAddress } from '@/ui/use-address'
import { BudgetsTab } from './budgets-tab'
import { MoneyOverview } from './money-overview'
import { SpendPanel } from './spend-panel'

// looked at less often, and fetched only then
const ScorecardPanel = lazy(() =>
  import('@/features/reports/ui/scorecard-panel').then((part) => ({ default: part.ScorecardPanel })),
)
const LedgerPanel = lazy(() => import('./ledger-panel').then((part) => ({ default: part.LedgerPanel })))
const PricePanel = lazy(() => import('./price-panel').then((part) => ({ default: part.PricePanel })))

/** What the company spends, against which limits, by whom, for what result. */
export function MoneyPage() {
  usePageName('Money')
  const company = useCompany().data
  const { params, change } = useAddress()
  return (
    <>
      <PageHeader
        title="Money"
        subtitle={`In US dollars${company ? `; months begin at midnight in ${company.timeZone}` : ''}.`}
      />
      <Tabs
        label="More about money"
        initialId={params.get('tab') ?? undefined}
        onChoose={(id) => change({ tab: id === 'overview' ? null : id })}
        tabs={[
          { id: 'overview', label: 'Overview', content: <MoneyOverview /> },
          { id: 'budgets', label: 'Budgets', content: <BudgetsTab /> },
          { id: 'spend', label: 'Spend', content: <SpendPanel /> },
          { id: 'scorecards', label: 'Scorecards', content: <ScorecardPanel /> },
          { id: 'ledger', label: 'Ledger', content: <LedgerPanel /> },
          { id: 'prices', label: 'Prices', content: <PricePanel /> },
        ]}
      />
    </>
  )
}
