import { expect, it } from 'vitest'
import type { RunState } from '@/features/runs/schema'
import { standingFailures } from './standing-failures'

const now = Date.parse('2026-11-21T12:00:00Z')
const run = (taskId: string, state: RunState, hoursAgo: number) => ({
  agentId: 'ada',
  taskId,
  state,
  createdAt: new Date(now - hoursAgo * 3_600_000).toISOString(),
})

it('counts failures in a row as one need', () => {
  const runs = [run('a', 'failed', 1), run('a', 'timed_out', 2), run('a', 'failed', 3), run('a', 'succeeded', 4)]
  expect(standingFailures(runs, now)).toEqual([{ run: runs[0], times: 3 }])
})

it('forgets a failure that a later run made up for, or is about to', () => {
  expect(standingFailures([run('a', 'succeeded', 1), run('a', 'failed', 2)], now)).toEqual([])
  expect(standingFailures([run('a', 'running', 1), run('a', 'failed', 2)], now)).toEqual([])
})

it('lets yesterday rest', () => {
  expect(standingFailures([run('a', 'failed', 30)], now)).toEqual([])
})
