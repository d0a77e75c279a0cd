import { Avatar } from '@/ui/avatar'
import { type Status, StatusDot } from '@/ui/status-dot'
import type { AgentRow } from '../schema'

type Standing = Pick<AgentRow, 'state' | 'pauseReason'> & Partial<Pick<AgentRow, 'isStalled'>>

const statusOf: Record<AgentRow['state'], Status> = {
  idle: { label: 'Idle', tone: 'neutral', shape: 'ring' },
  running: { label: 'Working', tone: 'info', shape: 'moving' },
  paused: { label: 'Paused', tone: 'warn', shape: 'pause' },
  pending_approval: { label: 'Waits for approval', tone: 'review', shape: 'dashed' },
  terminated: { label: 'Terminated', tone: 'neutral', shape: 'cross' },
}

const stalled: Status = { label: 'Working, but silent', tone: 'warn', shape: 'moving' }
/** Pauses that somebody has to end, and that nobody chose. */
const PAUSES: Readonly<Record<string, Status>> = {
  budget: { label: 'Halted by budget', tone: 'bad', shape: 'pause' },
  unpriced: { label: 'Halted: unknown price', tone: 'bad', shape: 'pause' },
  auth: { label: 'Credentials refused', tone: 'bad', shape: 'pause' },
  quota: { label: 'Quota used up', tone: 'bad', shape: 'pause' },
}

/** What an agent does now, as a shape and a word; a pause that nobody chose is told apart from one by hand, and work that goes on from silence. */
export function AgentStateDot({ agent, hideLabel }: { agent: Standing; hideLabel?: boolean }) {
  const pause = agent.state === 'paused' ? PAUSES[agent.pauseReason ?? ''] : undefined
  const silent = agent.state === 'running' && agent.isStalled === true ? stalled : undefined
  return <StatusDot status={pause ?? silent ?? statusOf[agent.state]} hideLabel={hideLabel} />
}

/** Avatar, name and title of an agent. */
export function AgentName({ agent }: { agent: Pick<AgentRow, 'name' | 'title' | 'role'> }) {
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-2 align-middle">
      <Avatar name={agent.name} />
      <span className="truncate font-medium">{agent.name}</span>
      <span className="truncate font-normal text-faint">{agent.title || agent.role}</span>
    </span>
  )
}
