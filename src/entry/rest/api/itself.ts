import type { Identity } from '@/features/access'
import type { Caller } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { callerIn } from '../../caller'

/** The caller that an agent's key or run token is. @throws Refusal forbidden for people */
export async function agentItself(identity: Identity): Promise<{ caller: Caller; agentId: string }> {
  if (identity.kind !== 'agent') throw new Refusal('forbidden', 'Only an agent asks for itself: send its key.')
  return { caller: await callerIn(identity, identity.companyId), agentId: identity.agentId }
}
