import { expect, it } from 'vitest'
import { explainAgent, type Facts } from './explain'

const idle: Facts = {
  state: 'idle',
  pauseReason: null,
  companyStatus: 'active',
  hasSchedule: false,
  nextWakeAt: null,
  isOverdue: false,
  openTasks: 0,
  pendingWakes: 0,
  holdReason: null,
  heldTasks: 0,
  heldBy: [],
  brakes: [],
  spentMicros: 0,
  capMicros: null,
}

it.each([
  [{}, 'Idle: no schedule, no open task and no wake.'],
  [
    { hasSchedule: true, isOverdue: true, nextWakeAt: '2026-06-01T09:00:00Z' },
    'Its schedule was due at 2026-06-01T09:00:00Z and has not fired: the clock stands still.',
  ],
  [{ openTasks: 1 }, 'Idle with 1 open task: nothing has woken it since.'],
  [{ state: 'running' as const, noWorker: 'none is there.' }, 'A run is in progress.'],
  [
    { openTasks: 1, noWorker: 'none is there.' },
    'Idle with 1 open task: nothing has woken it since. No run can start: none is there.',
  ],
  [
    { pendingWakes: 2, holdReason: 'no_worker', noWorker: 'none is there.' },
    '2 wakes in the inbox: they wait for a worker. No run can start: none is there.',
  ],
  [{ pendingWakes: 2, holdReason: 'no_worker' }, '2 wakes in the inbox: a run starts in a moment.'],
  [{ companyStatus: 'paused' }, 'The company is paused; no agent of it runs.'],
  [
    { state: 'paused' as const, pauseReason: 'budget', spentMicros: 5_000_000, capMicros: 5_000_000 },
    'Halted: $5.00 of $5.00 is spent this month. Raise the budget, or wait for the next month.',
  ],
  [
    {
      ...{ state: 'paused' as const, pauseReason: 'budget', capMicros: 5_000_000 },
      halting: { metric: 'tokens' as const, window: 'rolling' as const, spent: 12_000, cap: 10_000 },
    },
    'Halted: 12,000 tokens of 10,000 tokens are used. Raise the budget, or wait until enough of it is long ago.',
  ],
  [
    { openTasks: 3, heldTasks: 2, heldBy: ['NOT-1'] },
    'Idle with 3 open tasks: 2 on hold with everything below NOT-1 until somebody resumes it.',
  ],
  [
    { pendingWakes: 1, holdReason: 'task_held', openTasks: 1, heldTasks: 1, heldBy: ['NOT-1', 'NOT-7'] },
    '1 wake in the inbox: 1 on hold with everything below NOT-1, NOT-7 until somebody resumes it.',
  ],
  [{ pendingWakes: 2, holdReason: 'budget_exhausted' }, '2 wakes in the inbox: the budget does not allow another run.'],
  [{ pendingWakes: 1, holdReason: 'agent_busy' }, '1 wake in the inbox: a run starts in a moment.'],
  [
    { openTasks: 1, brakes: [{ identifier: 'NOT-3', count: 6, heldUntil: null, isPaused: true }] },
    'Its last 6 runs on NOT-3 left nothing behind. It is stopped there until something new comes, or somebody lets it go on.',
  ],
])('%o', (over, sentence) => expect(explainAgent({ ...idle, ...over })).toBe(sentence))
