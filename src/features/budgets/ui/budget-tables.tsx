import type { Outputs } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import type { AgentRow } from '@/features/org/schema'
import { AgentStateDot } from '@/features/org/ui/agent-marks'
import { Avatar } from '@/ui/avatar'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Money } from '@/ui/money'
import { MoneyBar } from '@/ui/money-bar'
import { Panel } from '@/ui/panel'
import { type Column, Table } from '@/ui/table'
import { NameLink } from '@/ui/text-link'

type NamedBudget = Outputs['budgets']['listBudgets']['budgets'][number]

/** The budget that is being changed, and whose it is. */
export type Editing = { budget: NamedBudget; name: string }

type AgentBudgetsProps = { budgets: NamedBudget[]; agents: AgentRow[]; onEdit: (editing: Editing) => void }

/** Budgets of agents, dearest first. */
export function AgentBudgets({ budgets, agents, onEdit }: AgentBudgetsProps) {
  const { to } = useCompanySlug()
  const byId = new Map(agents.map((agent) => [agent.id, agent]))
  const rows = budgets.filter((budget) => byId.has(budget.scopeId)).sort((a, b) => b.spent - a.spent)
  const columns: Column<NamedBudget>[] = [
    {
      key: 'agent',
      header: 'Agent',
      cell: (budget) => (
        <span className="flex items-center gap-2">
          <Avatar name={budget.scopeName} />
          <NameLink href={to(`/agents/${budget.scopeId}`)} className="truncate">
            {budget.scopeName}
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
    ...figures(onEdit),
  ]
  if (rows.length === 0)
    return (
      <EmptyState isCompact title="No agent, no spend">
        Each agent you hire gets a budget here.
      </EmptyState>
    )
  return <Table caption="Budgets of the agents" columns={columns} rows={rows} rowKey={(budget) => budget.budgetId} />
}

type GroupBudgetsProps = { budgets: NamedBudget[]; onEdit: (editing: Editing) => void }

/** What agents of a team, or on a project, spend together; shown once there is a team or a project. */
export function GroupBudgets({ budgets, onEdit }: GroupBudgetsProps) {
  const isGroup = ({ scopeKind }: NamedBudget) => scopeKind === 'team' || scopeKind === 'project'
  const rows = budgets.filter(isGroup).sort((a, b) => b.spent - a.spent)
  if (rows.length === 0) return null
  const columns: Column<NamedBudget>[] = [
    { key: 'name', header: 'Name', cell: (budget) => <span className="truncate font-medium">{budget.scopeName}</span> },
    {
      key: 'kind',
      header: 'Kind',
      width: '10rem',
      cell: (budget) => <span className="text-muted">{budget.scopeKind === 'team' ? 'Team' : 'Project'}</span>,
    },
    ...figures(onEdit),
  ]
  return (
    <Panel title="By team and project" isFlush>
      <Table
        caption="Budgets of teams and projects"
        columns={columns}
        rows={rows}
        rowKey={(budget) => budget.budgetId}
      />
    </Panel>
  )
}

/** What every table of budgets shows: spent, reserved, limit, share, and a way to change the limit. */
function figures(onEdit: (editing: Editing) => void): Column<NamedBudget>[] {
  return [
    {
      key: 'spent',
      header: 'Spent',
      phoneLabel: 'spent',
      width: '7rem',
      align: 'right',
      cell: (budget) => <Money micros={budget.spent} />,
    },
    {
      key: 'reserved',
      header: 'Reserved',
      width: '7rem',
      align: 'right',
      isHiddenOnPhone: true,
      cell: (budget) => <Money micros={budget.reserved} className="text-muted" />,
    },
    {
      key: 'cap',
      header: 'Limit',
      phoneLabel: 'of',
      width: '7rem',
      align: 'right',
      cell: (budget) =>
        budget.cap === null ? <span className="text-faint">No limit</span> : <Money micros={budget.cap} isRound />,
    },
    {
      key: 'bar',
      header: 'Share',
      width: '10rem',
      isHiddenOnPhone: true,
      cell: (budget) => (
        <MoneyBar
          isCompact
          label={`Budget of ${budget.scopeName}`}
          period="this month"
          capMicros={budget.cap}
          spentMicros={budget.spent}
          reservedMicros={budget.reserved}
          warnPercent={budget.warnPercent}
        />
      ),
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
          aria-label={`Change the budget of ${budget.scopeName}`}
          onClick={() => onEdit({ budget, name: budget.scopeName })}
        >
          Change
        </Button>
      ),
    },
  ]
}
