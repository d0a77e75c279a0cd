import type { Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import type { Stored } from './store'

/**
 * A question is changed and withdrawn by who asked it, or by those who could decide it.
 * @throws Refusal forbidden
 */
export function requireRequester(work: Work, approval: Stored): void {
  const { kind, id } = work.actor
  if (kind !== 'agent' && work.grants.has('approval:decide')) return
  if (kind === approval.requestedByKind && id === approval.requestedById) return
  throw new Refusal('forbidden', 'Only who asked, or the board, may do this.')
}
