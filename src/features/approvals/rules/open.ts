import type { ApprovalStatus } from './state-machine'

/** Not decided yet. */
export const OPEN = ['pending', 'revision_requested'] as const satisfies ApprovalStatus[]

export function isOpen(status: ApprovalStatus): boolean {
  return OPEN.some((open) => open === status)
}
