import { z } from 'zod'
import { currentPeriod } from '@/features/budgets'
import { defineQuery } from '@/platform/command'
import { keyOf } from '@/platform/ids'
import { type AgentRow, AgentState } from '../schema'
import { ROW_COLUMNS, ROW_JOINS, STATE } from '../store'

const Part = z.string().trim().min(1).max(200)

const Filter = z.object({
  managerId: z.uuid().optional(),
  teamId: z.uuid().optional(),
  /** A part of the name, the title or the capabilities, in any case. */
  q: Part.optional(),
  /** A part of the capabilities. */
  capability: Part.optional(),
  /** In any case. */
  role: Part.optional(),
  key: Part.optional(),
  states: z.array(AgentState).min(1).optional(),
  /** For a list without `states`. */
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
  async run(view, filter): Promise<AgentRow[]> {
    const values: unknown[] = [view.companyId, await currentPeriod(view), filter.limit]
    const where = ['a."companyId" = $1']
    const add = (text: string, value: unknown) => {
      if (value === undefined) return
      values.push(value)
      where.push(text.replaceAll('?', `$${values.length}`))
    }
    add('a."managerId" = ?', filter.managerId)
    add(
      `EXISTS (SELECT 1 FROM "TeamMember" m WHERE m."companyId" = $1 AND m."agentId" = a.id AND m."teamId" = ?)`,
      filter.teamId,
    )
    add('(a.name ILIKE ? OR a.title ILIKE ? OR a.capabilities ILIKE ?)', pattern(filter.q))
    add('a.capabilities ILIKE ?', pattern(filter.capability))
    add('a.role = ?', filter.role?.toLowerCase())
    add('a.key = ?', filter.key === undefined ? undefined : keyOf(filter.key))
    add(`${STATE} = ANY(?)`, filter.states)
    if (!filter.states && !filter.includeTerminated) where.push(`a.status <> 'terminated'`)
    add('(a."createdAt", a.id) > (SELECT "createdAt", id FROM "Agent" WHERE "companyId" = $1 AND id = ?)', filter.after)
    // the page before what is looked up for each row, so that the work is that of the page
    return view.sql<AgentRow>(
      `WITH page AS MATERIALIZED (
         SELECT a.* FROM "Agent" a LEFT JOIN "Run" r ON r."agentId" = a.id AND r.state IN ('queued', 'running')
         WHERE ${where.join(' AND ')} ORDER BY a."createdAt", a.id LIMIT $3
       ) SELECT ${ROW_COLUMNS} FROM page a ${ROW_JOINS} ORDER BY a."createdAt", a.id`,
      values,
    )
  },
})

/** For ILIKE: what a person typed means itself. */
function pattern(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
