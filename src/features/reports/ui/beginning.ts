import type { Outputs } from '@/entry/trpc/client'

/** Whether a company has not got beyond its first agent and its first task yet. */
export function isBeginning({ agents, tasks }: Pick<Outputs['reports']['dashboard'], 'agents' | 'tasks'>): boolean {
  const all = tasks.open + tasks.inProgress + tasks.inReview + tasks.blocked + tasks.done
  return agents.total <= 1 && all <= 1
}
