import { amountText } from '@/features/budgets/rules/amount'
import { formatMicros } from '@/platform/money'
import { reasonText } from './reasons'

export type Facts = {
  state: 'idle' | 'running' | 'paused' | 'pending_approval' | 'terminated'
  pauseReason: string | null
  companyStatus: string
  hasSchedule: boolean
  nextWakeAt: string | null
  /** Its schedule is due and does not fire. */
  isOverdue: boolean
  openTasks: number
  pendingWakes: number
  holdReason: string | null
  /** Of the open tasks, those on hold with their trees, and the tasks that were put on hold. */
  heldTasks: number
  heldBy: string[]
  /** Tasks on which its runs left nothing behind. */
  brakes: { identifier: string; count: number; heldUntil: string | null; isPaused: boolean }[]
  spentMicros: number
  capMicros: number | null
  /** The budget of its own that is used up, where that is not its money of the month. */
  halting?: {
    metric: 'money' | 'tokens' | 'runs'
    window: 'month' | 'rolling' | 'lifetime'
    spent: number
    cap: number | null
  }
  /** The live run: why no worker takes it, and for how many minutes it has been silent when it is stalled. */
  run?: { state: string; waitsBecause: string | null; stalledMinutes: number | null } | null
  /** Its provider refuses until then. */
  heldUntil?: string | null
  providerReason?: string | null
  /** Why no worker that is there could run it. */
  noWorker?: string | null
}

/** Why an agent is, or is not, running now: one sentence for people. */
export function explainAgent(facts: Facts): string {
  if (facts.state === 'terminated') return 'The agent is terminated for good.'
  if (facts.state === 'pending_approval') return 'The hire waits for approval.'
  if (facts.companyStatus !== 'active') return `The company is ${facts.companyStatus}; no agent of it runs.`
  if (facts.state === 'paused') return explainPause(facts)
  if (facts.state === 'running') return explainRun(facts)
  if (facts.heldUntil) return `On hold until ${facts.heldUntil}: ${providerText(facts)}`
  return facts.noWorker ? `${explainRest(facts)} No run can start: ${facts.noWorker}` : explainRest(facts)
}

/** What an agent waits for that is free to run. */
function explainRest(facts: Facts): string {
  const stuck = facts.brakes.find((brake) => brake.isPaused) ?? facts.brakes[0]
  if (stuck && (facts.pendingWakes === 0 || facts.holdReason === 'no_progress')) return stuckText(stuck)
  if (facts.pendingWakes > 0) return `${count(facts.pendingWakes, 'wake')} in the inbox: ${holdText(facts)}`
  if (facts.isOverdue)
    return `Its schedule was due${facts.nextWakeAt ? ` at ${facts.nextWakeAt}` : ''} and has not fired: the clock stands still.`
  if (facts.hasSchedule && facts.nextWakeAt) return `Idle until its next scheduled wake at ${facts.nextWakeAt}.`
  if (facts.heldTasks > 0) return `Idle with ${count(facts.openTasks, 'open task')}: ${heldText(facts)}`
  if (facts.openTasks > 0) return `Idle with ${count(facts.openTasks, 'open task')}: nothing has woken it since.`
  return 'Idle: no schedule, no open task and no wake.'
}

function explainRun({ run }: Facts): string {
  if (run?.waitsBecause) return `A run waits in the queue: ${run.waitsBecause}`
  if (run?.state === 'queued') return 'A run waits in the queue for a free worker.'
  if (run?.stalledMinutes)
    return `A run is in progress, but has been silent for ${run.stalledMinutes} minutes: stalled?`
  return 'A run is in progress.'
}

function providerText({ providerReason }: Facts): string {
  return providerReason === 'quota'
    ? "its provider's quota is used up until then. Wake it by hand to try sooner."
    : 'its provider asked to be called later. Wake it by hand to try sooner.'
}

function explainPause(facts: Facts): string {
  if (facts.pauseReason === 'needs_config') {
    return 'Nobody has said yet how it runs. Give it a runtime, a command or an endpoint, or resume it to let it fetch its work.'
  }
  if (facts.pauseReason === 'auth') {
    return 'Paused: its provider refused the credentials. Renew them, then resume it.'
  }
  if (facts.pauseReason === 'quota') {
    return "Paused: its provider's quota is used up, and nobody knows until when. Resume it when there is quota again."
  }
  if (facts.pauseReason === 'unpriced') {
    return 'Halted: it used a model whose price is not known, and the company blocks those. Set the price of the model, then resume it.'
  }
  if (facts.pauseReason === 'imported') return 'It came with an import and waits to be resumed.'
  if (facts.pauseReason !== 'budget') return 'Paused by hand. Resume it to let it run.'
  if (facts.halting) return haltText(facts.halting)
  const cap = facts.capMicros === null ? '' : ` of ${formatMicros(facts.capMicros)}`
  return `Halted: ${formatMicros(facts.spentMicros)}${cap} is spent this month. Raise the budget, or wait for the next month.`
}

function haltText({ metric, window, spent, cap }: NonNullable<Facts['halting']>): string {
  const used = `Halted: ${amountText(metric, spent)} of ${amountText(metric, cap ?? spent)} ${metric === 'money' ? 'is' : 'are'} used`
  if (window === 'lifetime') return `${used}. Raise the budget.`
  return `${used}. Raise the budget, or wait ${window === 'month' ? 'for the next month' : 'until enough of it is long ago'}.`
}

function stuckText({ identifier, count: runs, heldUntil, isPaused }: Facts['brakes'][number]): string {
  const why = `Its last ${runs} runs on ${identifier} left nothing behind.`
  if (isPaused || !heldUntil) return `${why} It is stopped there until something new comes, or somebody lets it go on.`
  return `${why} It goes on there at ${heldUntil}, or when something new comes.`
}

function heldText({ heldTasks, heldBy }: Facts): string {
  const trees = heldBy.length > 0 ? ` with everything below ${heldBy.join(', ')}` : ''
  return `${heldTasks} on hold${trees} until somebody resumes it.`
}

function holdText(facts: Facts): string {
  const reason = facts.holdReason
  if (reason === 'task_held' && facts.heldTasks > 0) return heldText(facts)
  if (reason !== null && reason !== 'agent_busy' && reason !== 'no_worker') return `${reasonText(reason)}.`
  if (!facts.noWorker) return 'a run starts in a moment.'
  return facts.pendingWakes === 1 ? 'it waits for a worker.' : 'they wait for a worker.'
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}
