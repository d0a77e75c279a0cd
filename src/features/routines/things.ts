import { requireWorker } from '@/features/tasks'
import type { Work } from '@/platform/command'
import { notFound } from '@/platform/errors'

type Named = {
  assigneeId?: string | null | undefined
  projectId?: string | null | undefined
  goalId?: string | null | undefined
  parentId?: string | null | undefined
}

/**
 * That everything which a routine names is of this company, and its agent takes work.
 * @throws Refusal not_found for the first thing that is not; broken_rule for an agent that takes no work
 */
export async function requireThings(work: Work, { assigneeId, projectId, goalId, parentId }: Named): Promise<void> {
  if (assigneeId) await requireWorker(work, assigneeId)
  const [found] = await work.sql<{ project: boolean; goal: boolean; task: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM "Project" WHERE "companyId" = $1 AND id = $2) AS project,
       EXISTS (SELECT 1 FROM "Goal" WHERE "companyId" = $1 AND id = $3) AS goal,
       EXISTS (SELECT 1 FROM "Task" WHERE "companyId" = $1 AND id = $4) AS task`,
    [work.companyId, projectId ?? null, goalId ?? null, parentId ?? null],
  )
  if (projectId && !found?.project) throw notFound('project')
  if (goalId && !found?.goal) throw notFound('goal')
  if (parentId && !found?.task) throw notFound('task')
}
