import type { Caller, View } from '@/platform/command'
import { models } from '@/platform/database/prisma'
import { inCompany, type Sql } from '@/platform/database/scope'

type PlanNode = {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: PlanNode[]
}

/** How many rows of each table a query looked at. */
export type Visited = Record<string, number>

/**
 * Runs a query as it runs for this caller, and has the database count the rows that each of its statements reads from tables,
 * whether they make it into the answer or not. Counts do not depend on how fast the machine is.
 * @returns the answer, and the rows read by table
 */
export async function visitedRows<T>(
  caller: Caller,
  ask: (view: View) => Promise<T>,
): Promise<{ answer: T; visited: Visited }> {
  const visited: Visited = {}
  const answer = await inCompany(caller.companyId, 'READ ONLY', (sql) => {
    const counting: Sql = async <Row extends object>(text: string, values: unknown[] = []) => {
      await countVisits(sql, text, values, visited)
      return sql<Row>(text, values)
    }
    const { companyId, actor, grants } = caller
    return ask({
      sql: counting,
      db: models(),
      companyId,
      actor,
      grants,
      grantsAbout: async () => grants,
      grantsOfEach: async (subjects) => subjects.map(() => grants),
      now: new Date(),
    })
  })
  return { answer, visited }
}

/** Runs one statement, and adds the rows that it read by table. */
export async function countVisits(sql: Sql, text: string, values: unknown[], visited: Visited): Promise<void> {
  const [explained] = await sql<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF, BUFFERS OFF, SUMMARY OFF) ${text}`,
    values,
  )
  for (const { Plan } of explained?.['QUERY PLAN'] ?? []) addVisits(Plan, visited)
}

/** Adds what this node and those below it read. A bitmap of an index is read again by its heap scan, which counts. */
function addVisits(node: PlanNode, visited: Visited): void {
  const table = node['Relation Name']
  if (table) {
    const perLoop =
      node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
    visited[table] = (visited[table] ?? 0) + Math.round(perLoop * node['Actual Loops'])
  }
  for (const child of node.Plans ?? []) addVisits(child, visited)
}
