import { type Status, StatusDot } from '@/ui/status-dot'
import type { ApprovalStatus } from '../rules/state-machine'
import type { ApprovalType } from '../schema'

const STATUS: Record<ApprovalStatus, Status> = {
  pending: { label: 'Waits', tone: 'warn', shape: 'ring' },
  revision_requested: { label: 'Under revision', tone: 'info', shape: 'half' },
  approved: { label: 'Approved', tone: 'good', shape: 'check' },
  rejected: { label: 'Rejected', tone: 'bad', shape: 'cross' },
  cancelled: { label: 'Cancelled', tone: 'neutral', shape: 'cross' },
  expired: { label: 'Expired', tone: 'neutral', shape: 'dashed' },
}

/** What each kind of question is about, in a word or two. */
export const APPROVAL_TYPE: Record<ApprovalType, string> = {
  hire_agent: 'Hire',
  approve_ceo_strategy: 'Strategy',
  budget_override_required: 'Budget',
  config_change: 'Settings',
  config_rollback: 'Roll back',
  request_board_approval: 'Request',
}

/** All kinds of questions, in the order of their filter. */
export const APPROVAL_TYPES = Object.keys(APPROVAL_TYPE) as ApprovalType[]

/** The state of a question as a shape and a word. */
export function ApprovalStatusDot({ status }: { status: ApprovalStatus }) {
  return <StatusDot status={STATUS[status]} />
}
