import { formatMicros } from '@/ui/money'
import { MoneyBar } from '@/ui/money-bar'
import { RelativeTime } from '@/ui/relative-time'
import type { Column } from '@/ui/table'
import type { AgentRow } from '../schema'
import { AgentStateDot } from './agent-marks'

/** What an agent has to do, spends and did last: columns of every table of agents. */
export const AGENT_COLUMNS: Column<AgentRow>[] = [
  { key: 'state', header: 'State', width: '11rem', cell: (agent) => <AgentStateDot agent={agent} /> },
  {
    key: 'tasks',
    header: 'Open tasks',
    width: '6rem',
    align: 'right',
    isHiddenOnPhone: true,
    cell: (agent) => agent.openTasks,
  },
  { key: 'money', header: 'Spent this month', width: '15rem', cell: (agent) => <Spent agent={agent} /> },
  {
    key: 'next',
    header: 'Next wake',
    width: '7rem',
    align: 'right',
    isHiddenOnPhone: true,
    cell: (agent) =>
      agent.nextWakeAt ? (
        <RelativeTime at={agent.nextWakeAt} className="text-muted" />
      ) : (
        <span className="text-faint">On events</span>
      ),
  },
  {
    key: 'last',
    header: 'Last run',
    width: '8rem',
    align: 'right',
    isHiddenOnPhone: true,
    cell: (agent) => <LastRun agent={agent} />,
  },
]

function Spent({ agent }: { agent: AgentRow }) {
  return (
    <span className="flex items-center gap-2.5">
      <span className="tnum w-32 shrink-0 truncate text-right max-sm:w-auto">
        {formatMicros(agent.spentMicros)}
        {agent.capMicros === null ? null : (
          <span className="text-faint"> / {formatMicros(agent.capMicros, { isRound: true })}</span>
        )}
      </span>
      <span className="min-w-12 flex-1">
        <MoneyBar
          isCompact
          label={`Budget of ${agent.name}`}
          cap={agent.capMicros}
          spent={agent.spentMicros}
          reserved={0}
          period="this month"
        />
      </span>
    </span>
  )
}

function LastRun({ agent: { lastRunAt, lastRunState } }: { agent: AgentRow }) {
  if (!lastRunAt) return <span className="text-faint">Never</span>
  const hasFailed = lastRunState === 'failed' || lastRunState === 'timed_out'
  return (
    <span className="inline-flex items-center gap-1.5">
      {hasFailed ? <span className="text-bad text-xs">failed</span> : null}
      <RelativeTime at={lastRunAt} className="text-muted" />
    </span>
  )
}
