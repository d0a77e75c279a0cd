import type { Work } from '@/platform/command'
import type { Locked, TaskChange } from './store'

/** What becomes of a change of a task's state or assignee, before it is stored. */
export async function intercept(_work: Work, _task: Locked, change: TaskChange): Promise<TaskChange> {
  return change
}
