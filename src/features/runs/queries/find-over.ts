import { systemSql } from '@/platform/database'

export type NamedTask = { companyId: string; identifier: string }

/** Of these tasks, those that are done or cancelled, and those that are not there. */
export async function findOverTasks(tasks: NamedTask[]): Promise<NamedTask[]> {
  return systemSql<NamedTask>(
    `SELECT x."companyId", x.identifier FROM jsonb_to_recordset($1::jsonb) AS x("companyId" uuid, identifier text)
     WHERE NOT EXISTS (SELECT 1 FROM "Task" t WHERE t."companyId" = x."companyId"
       AND t.number = coalesce(substring(x.identifier FROM '-([0-9]{1,9})$')::int, 0) AND t.identifier = x.identifier
       AND t.state NOT IN ('done', 'cancelled'))`,
    [JSON.stringify(tasks)],
  )
}
