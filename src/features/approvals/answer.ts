import type { Work } from '@/platform/command'
import type { ApprovalStatus } from './rules/state-machine'

type Answer = {
  id: string
  status: ApprovalStatus
  /** Whether somebody waits for it: an agent that asked, and did not end its question itself. */
  wakes: boolean
}

/** Tells everybody that a question has its answer; an agent that waits for it is woken by the engine. */
export function announceAnswer(work: Work, { id, status, wakes }: Answer): void {
  work.announce({
    name: 'approval/decided',
    data: { companyId: work.companyId, approvalId: id, status },
    forEngine: wakes,
  })
}
