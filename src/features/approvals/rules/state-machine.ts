import { z } from 'zod'
import { OPEN } from './open'

export const ApprovalStatus = z.enum(['pending', 'revision_requested', 'approved', 'rejected', 'cancelled', 'expired'])
export type ApprovalStatus = z.output<typeof ApprovalStatus>

/** What a decider may say. */
export const Decision = z.enum(['approved', 'rejected', 'revision_requested'])
export type Decision = z.output<typeof Decision>

/** From which states each state is reached; an approval begins as pending. */
const REACHED_FROM: Record<ApprovalStatus, readonly ApprovalStatus[]> = {
  pending: ['revision_requested'],
  revision_requested: ['pending'],
  approved: OPEN,
  rejected: OPEN,
  cancelled: OPEN,
  expired: OPEN,
}

/** The states in which an approval must be to go to this one. */
export function reachedFrom(to: ApprovalStatus): readonly ApprovalStatus[] {
  return REACHED_FROM[to]
}

/** What an approval is now: an open one whose time is over is expired, also before the clock has written that down. */
export function statusAt(stored: ApprovalStatus, expiresAt: string | null, now: Date): ApprovalStatus {
  const isOverdue = expiresAt !== null && Date.parse(expiresAt) <= now.getTime()
  return isOverdue && reachedFrom('expired').includes(stored) ? 'expired' : stored
}
