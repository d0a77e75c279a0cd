import { expect, it } from 'vitest'
import { MACHINERY } from './machinery'

it('tells machinery from what people want to hear of', () => {
  const isMachinery = (action: string) => new RegExp(MACHINERY).test(action)
  expect(['spend.reserved', 'run.admitted', 'wake.held'].every(isMachinery)).toBe(true)
  expect(['run.finished', 'task.completed', 'agent.hired', 'budget.set'].some(isMachinery)).toBe(false)
})
