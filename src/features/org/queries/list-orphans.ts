import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'

const MOST_AGENTS = 500

export type Orphans = {
  /** Open tasks of agents that are terminated, oldest first. */
  tasks: { id: string; identifier: string; title: string; state: string; assigneeId: string; assigneeName: string }[]
  /** Agents whose manager is terminated; at most 500. */
  agents: { id: string; name: string; title: string; managerId: string; managerName: string }[]
}

/** What terminated agents have left behind, for the board to move. `after` is the id of the last task of the page before. */
export const listOrphans = defineQuery({
  name: 'listOrphans',
  grant: 'org:read',
  input: z.object({ after: z.uuid().optional(), limit: z.int().min(1).max(500).default(100) }),
  async run(view, { after, limit }): Promise<Orphans> {
    return { tasks: await orphanTasks(view, after, limit), agents: await orphanAgents(view) }
  },
})

function orphanTasks(view: View, after: string | undefined, limit: number) {
  return view.sql<Orphans['tasks'][number]>(
    `SELECT t.id, t.identifier, t.title, t.state, a.id AS "assigneeId", a.name AS "assigneeName"
     FROM "Agent" a JOIN "Task" t ON t."companyId" = $1 AND t."assigneeId" = a.id
       AND t.state IN ('backlog', 'todo', 'in_progress', 'in_review', 'blocked')
     WHERE a."companyId" = $1 AND a.status = 'terminated' AND ($2::uuid IS NULL OR t.id > $2) ORDER BY t.id LIMIT $3`,
    [view.companyId, after ?? null, limit],
  )
}

function orphanAgents(view: View) {
  return view.sql<Orphans['agents'][number]>(
    `SELECT a.id, a.name, a.title, m.id AS "managerId", m.name AS "managerName"
     FROM "Agent" m JOIN "Agent" a ON a."companyId" = $1 AND a."managerId" = m.id AND a.status <> 'terminated'
     WHERE m."companyId" = $1 AND m.status = 'terminated' ORDER BY a.id LIMIT ${MOST_AGENTS}`,
    [view.companyId],
  )
}
