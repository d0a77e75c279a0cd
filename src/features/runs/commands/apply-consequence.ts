import { pauseAgent } from '@/features/org'
import type { Work } from '@/platform/command'
import { consequenceOf } from '../rules/retry'

type Ending = { state: string; errorCode: string | null }

/**
 * What the end of a run means for the agent's other work. A refusal of its provider that ends at a known time lets nothing start
 * before; one that only people can end pauses the agent and says why. A success ends a hold: somebody tried by hand, and it went.
 */
export async function applyConsequence(work: Work, agentId: string, ending: Ending, retryAfterSeconds?: number) {
  const { errorCode } = ending
  if (ending.state === 'succeeded') return holdUntil(work, agentId, null, null)
  const consequence = ending.state === 'cancelled' ? null : consequenceOf(errorCode, retryAfterSeconds)
  if (consequence?.kind === 'hold') {
    await holdUntil(work, agentId, new Date(work.now.getTime() + consequence.seconds * 1000), errorCode)
  }
  if (consequence?.kind !== 'pause') return
  const reason = errorCode === 'auth' ? 'auth' : 'quota'
  // One that was paused or terminated meanwhile stays so.
  await work.attempt(() => pauseAgent.within(work, { agentId, reason }))
}

async function holdUntil(work: Work, agentId: string, until: Date | null, reason: string | null): Promise<void> {
  await work.sql(
    `UPDATE "Agent" SET "heldUntil" = $3, "holdReason" = $4 WHERE "companyId" = $1 AND id = $2 AND "heldUntil" IS DISTINCT FROM $3`,
    [work.companyId, agentId, until, reason],
  )
}
