import { type Status, StatusDot } from '@/ui/status-dot'
import type { ProjectView } from '../schema'

type ProjectStatusName = ProjectView['status']

/** How each project status is named and drawn, in order. */
export const PROJECT_STATUS: Record<ProjectStatusName, Status> = {
  backlog: { label: 'Backlog', tone: 'neutral', shape: 'dashed' },
  planned: { label: 'Planned', tone: 'neutral', shape: 'ring' },
  in_progress: { label: 'In progress', tone: 'info', shape: 'half' },
  completed: { label: 'Completed', tone: 'good', shape: 'check' },
  cancelled: { label: 'Cancelled', tone: 'neutral', shape: 'cross' },
}

/** All statuses of a project, in order. */
export const ALL_PROJECT_STATUSES: readonly ProjectStatusName[] = [
  'backlog',
  'planned',
  'in_progress',
  'completed',
  'cancelled',
]

/** A project's status as a shape and a word. */
export function ProjectStatusDot({ status }: { status: ProjectStatusName }) {
  return <StatusDot status={PROJECT_STATUS[status]} />
}
