import { z } from 'zod'
import { currentPeriod } from '@/features/budgets'
import { defineQuery, type View } from '@/platform/command'
import type { AgentRow } from '../schema'
import { ROW_COLUMNS, ROW_JOINS } from '../store'

const Filter = z.object({
  managerId: z.uuid().optional(),
  includeTerminated: z.boolean().default(false),
  /** Id of the last agent of the page before. */
  after: z.uuid().optional(),
  limit: z.int().min(1).max(500).default(200),
})

/** Agents, oldest first, each with its load, spend and next wake. */
export const listAgents = defineQuery({
  name: 'listAgents',
  grant: 'org:read',
  input: Filter,
  run: (view, filter) => selectAgents(view, filter),
})

async function selectAgents(view: View, filter: z.output<typeof Filter>): Promise<AgentRow[]> {
  return view.sql<AgentRow>(
    `SELECT ${ROW_COLUMNS} FROM "Agent" a ${ROW_JOINS}
     WHERE a."companyId" = $1 AND ($3::uuid IS NULL OR a."managerId" = $3) AND ($4 OR a.status <> 'terminated')
       AND ($5::uuid IS NULL OR (a."createdAt", a.id) > (SELECT "createdAt", id FROM "Agent" WHERE "companyId" = $1 AND id = $5))
     ORDER BY a."createdAt", a.id LIMIT $6`,
    [
      view.companyId,
      await currentPeriod(view),
      filter.managerId ?? null,
      filter.includeTerminated,
      filter.after ?? null,
      filter.limit,
    ],
  )
}
