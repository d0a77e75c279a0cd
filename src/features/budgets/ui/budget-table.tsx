import { CornerDownRight } from 'lucide-react'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Button } from '@/ui/button'
import { type Column, Table } from '@/ui/table'
import { NameLink } from '@/ui/text-link'
import type { BudgetView } from '../schema'
import { BudgetBar } from './budget-bar'
import type { BudgetLine } from './budget-tree'
import { figureText, METRICS, whoseText, windowLabel } from './budget-words'

type Line = BudgetLine<BudgetView>
type BudgetTableProps = { caption: string; lines: Line[]; onEdit: (budget: BudgetView) => void }

/** Budgets with what is used, set aside and left of each, in its own unit. */
export function BudgetTable({ caption, lines, onEdit }: BudgetTableProps) {
  const figure = (key: string, header: string, read: (budget: BudgetView) => number | null): Column<Line> => ({
    ...{ key, header, align: 'right', width: '7rem', phoneLabel: header.toLowerCase() },
    cell: ({ budget }) => {
      const amount = read(budget)
      return amount === null ? <span className="text-faint">–</span> : figureText(budget.metric, amount)
    },
  })
  const columns: Column<Line>[] = [
    { key: 'whose', header: 'Whose', cell: (line) => <Whose line={line} /> },
    {
      ...{ key: 'counts', header: 'Counts', width: '12rem' },
      cell: ({ budget }) => (
        <>
          {METRICS.find(({ id }) => id === budget.metric)?.label}{' '}
          <span className="text-faint">· {windowLabel(budget).toLowerCase()}</span>
        </>
      ),
    },
    {
      ...{ key: 'bar', header: 'Used', width: '8rem' },
      cell: ({ budget }) => (
        <span className="block max-sm:w-20">
          <BudgetBar isCompact budget={budget} />
        </span>
      ),
    },
    figure('spent', 'Spent', (budget) => budget.spent),
    { ...figure('reserved', 'Reserved', (budget) => budget.reserved || null), isHiddenOnPhone: true },
    figure('left', 'Left', (budget) => budget.remaining),
    {
      ...figure('cap', 'Limit', (budget) => budget.cap),
      cell: ({ budget }) =>
        budget.cap === null ? <span className="text-faint">None</span> : figureText(budget.metric, budget.cap),
    },
    {
      ...{ key: 'edit', header: '', width: '5.5rem', align: 'right' },
      cell: ({ budget }) => (
        <Granted to="budget:allot">
          <Button
            size="sm"
            variant="ghost"
            aria-label={`Change the budget of ${whoseText(budget)}, ${budget.metric}, ${windowLabel(budget).toLowerCase()}`}
            onClick={() => onEdit(budget)}
          >
            Change
          </Button>
        </Granted>
      ),
    },
  ]
  return <Table caption={caption} columns={columns} rows={lines} rowKey={({ budget }) => budget.budgetId} />
}

/** Whose budget a row is, below whose manager. */
function Whose({ line: { budget, depth, isFirst } }: { line: Line }) {
  const { to } = useCompanySlug()
  const { scopeKind, scopeId, scopeName } = budget
  const isAgent = scopeKind === 'agent' || scopeKind === 'subtree'
  return (
    <span className="flex items-center gap-1.5" style={{ paddingLeft: `${depth * 1.125}rem` }}>
      {depth > 0 ? <CornerDownRight aria-hidden className="size-3 shrink-0 text-faint" /> : null}
      <span className={isFirst ? 'min-w-0 truncate' : 'min-w-0 truncate opacity-60'}>
        {isAgent ? <NameLink href={to(`/agents/${scopeId}`)}>{scopeName}</NameLink> : scopeName}
        {scopeKind === 'subtree' ? <span className="text-faint"> with all below</span> : null}
      </span>
    </span>
  )
}
