import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAKE_CAUSES } from '../schema'
import { dropReason, holdReason, mergeWakes, type PendingWake, priorityOf } from './admission'

const standing = {
  companyStatus: 'active',
  agentStatus: 'active',
  hasLiveRun: false,
  liveRunsOfCompany: 0,
  maxConcurrentRuns: null,
  isHeldByProvider: false,
  liveRunsOfRuntime: 0,
  runtimeLimit: null,
}
const wake = (over: Partial<PendingWake>): PendingWake => ({
  id: 'w',
  cause: 'assignment',
  taskId: 't1',
  taskState: 'todo',
  taskAssigneeId: 'me',
  isAnswered: false,
  createdAt: '2026-01-01T00:00:00.000Z',
  ...over,
})

describe('holdReason', () => {
  it('lets an active agent of an active company run', () => expect(holdReason(standing)).toBeNull())
  it.each([
    [{ companyStatus: 'paused' }, 'company_paused'],
    [{ agentStatus: 'paused' }, 'agent_paused'],
    [{ agentStatus: 'terminated' }, 'agent_terminated'],
    [{ hasLiveRun: true }, 'agent_busy'],
    [{ maxConcurrentRuns: 2, liveRunsOfCompany: 2 }, 'company_concurrency'],
    [{ runtimeLimit: 1, liveRunsOfRuntime: 1 }, 'runtime_concurrency'],
    [{ isHeldByProvider: true }, 'provider_hold'],
  ])('%o holds as %s', (over, reason) => expect(holdReason({ ...standing, ...over })).toBe(reason))
})

describe('dropReason', () => {
  it('keeps what is still mine', () => expect(dropReason(wake({}), 'me')).toBeNull())
  it('drops what is over', () => expect(dropReason(wake({ taskState: 'done' }), 'me')).toBe('task_over'))
  it('drops what moved on', () => expect(dropReason(wake({ taskAssigneeId: 'you' }), 'me')).toBe('task_moved'))
  it('drops a retry whose work a later run has done, and no other wake for that', () => {
    expect(dropReason(wake({ cause: 'retry', isAnswered: true }), 'me')).toBe('no_new_input')
    expect(dropReason(wake({ cause: 'retry' }), 'me')).toBeNull()
    expect(dropReason(wake({ cause: 'message', isAnswered: true }), 'me')).toBeNull()
  })
  it('keeps an answer, whatever became of the task', () =>
    expect(dropReason(wake({ cause: 'approval', taskState: 'done', taskAssigneeId: 'you' }), 'me')).toBeNull())
  it('keeps a mention in any task', () =>
    expect(dropReason(wake({ cause: 'mention', taskState: 'done', taskAssigneeId: 'you' }), 'me')).toBeNull())
})

it('answers people and decisions first, and the clock last', () => {
  expect(priorityOf('approval')).toBe('first')
  expect(priorityOf('manual')).toBe('first')
  expect(priorityOf('message')).toBe('normal')
  expect(WAKE_CAUSES.filter((cause) => priorityOf(cause) === 'low')).toEqual(['schedule'])
})

describe('mergeWakes', () => {
  it('has nothing to choose from nothing', () => expect(mergeWakes([])).toBeNull())

  it('lets a person go first and merges by task', () => {
    const list = [
      wake({ id: 'a', taskId: 't1' }),
      wake({ id: 'b', taskId: 't2', cause: 'manual' }),
      wake({ id: 'c', taskId: 't2', cause: 'message' }),
      wake({ id: 'd', taskId: null, cause: 'schedule' }),
    ]
    const chosen = mergeWakes(list)!
    expect(chosen.lead.id).toBe('b')
    expect(chosen.merged.map((w) => w.id)).toEqual(['b', 'c', 'd'])
  })

  it('lets an answer to a question go first, and gives each its own run', () => {
    const list = [
      wake({ id: 'a', taskId: 't1', cause: 'manual' }),
      wake({ id: 'b', taskId: null, cause: 'approval' }),
      wake({ id: 'c', taskId: 't1', cause: 'approval', createdAt: '2026-01-01T00:00:01.000Z' }),
    ]
    const chosen = mergeWakes(list)!
    expect(chosen.lead.id).toBe('b')
    expect(chosen.merged.map((w) => w.id)).toEqual(['b', 'a'])
  })

  it('gives a run at most one task and always its lead', () => {
    const cause = fc.constantFrom<PendingWake['cause']>('schedule', 'manual', 'message', 'assignment')
    const arbitrary = fc.record({ cause, taskId: fc.constantFrom(null, 't1', 't2', 't3') })
    fc.assert(
      fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 20 }), (list) => {
        const chosen = mergeWakes(list.map((w, i) => wake({ ...w, id: `w${i}` })))!
        const tasks = new Set(chosen.merged.map((w) => w.taskId).filter(Boolean))
        return tasks.size <= 1 && chosen.merged.includes(chosen.lead)
      }),
    )
  })
})
