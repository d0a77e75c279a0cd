import { relativeTime } from '@/ui/time-text'

type Standing = {
  state: string
  pauseReason: string | null
  taskIdentifier: string | null
  nextWakeAt: string | null
  openTasks: number
}

const PAUSES: Readonly<Record<string, string>> = {
  manual: 'paused by hand',
  budget: 'its budget is used up',
  unpriced: 'a model has no known price',
  auth: 'its provider refuses the credentials',
  quota: "its provider's quota is used up",
  needs_config: 'nobody has said how it runs',
  system: 'paused by the system',
}

/** Why an agent does what it does, in a few words; null where its state says all. */
export function standingText(agent: Standing, nowMs: number): string | null {
  if (agent.state === 'paused') return PAUSES[agent.pauseReason ?? ''] ?? 'paused'
  if (agent.state === 'running') return agent.taskIdentifier ? `on ${agent.taskIdentifier}` : 'without a task'
  if (agent.state !== 'idle') return null
  if (agent.nextWakeAt) return `wakes ${relativeTime(agent.nextWakeAt, nowMs)}`
  return agent.openTasks > 0 ? 'waits for an event' : 'nothing to do'
}
