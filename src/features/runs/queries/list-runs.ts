import { z } from 'zod'
import { IS_STALLED } from '@/features/org'
import { defineQuery } from '@/platform/command'
import { type RunRow, RunState } from '../schema'

export const RUN_ROW_COLUMNS = `r.id, r."companyId", r."agentId", a.name AS "agentName", r."taskId", t.identifier AS "taskIdentifier",
  t.title AS "taskTitle", r.cause, r.state, r.runtime, r.attempt, r."costMicros", r."errorCode", r.error, r."stopReason",
  ${IS_STALLED} AS "isStalled", r."lastEventAt", r."createdAt", r."startedAt", r."finishedAt"`

export const RUN_ROW_JOINS = `JOIN "Agent" a ON a."companyId" = $1 AND a.id = r."agentId"
  LEFT JOIN "Task" t ON t."companyId" = $1 AND t.id = r."taskId"`

/** Runs, newest first; `before` is the id of the last row of the page before. */
export const listRuns = defineQuery({
  name: 'listRuns',
  grant: 'run:read',
  input: z.object({
    agentId: z.uuid().optional(),
    taskId: z.uuid().optional(),
    states: z.array(RunState).min(1).optional(),
    before: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(50),
  }),
  async run(view, { agentId, taskId, states, before, limit }) {
    const values: unknown[] = [view.companyId, limit]
    const where = ['r."companyId" = $1']
    const add = (text: string, value: unknown) => {
      if (value === undefined) return
      values.push(value)
      where.push(text.replace('?', `$${values.length}`))
    }
    add('r."agentId" = ?', agentId)
    add('r."taskId" = ?', taskId)
    add('r.state = ANY(?)', states)
    add('(r."createdAt", r.id) < (SELECT "createdAt", id FROM "Run" WHERE "companyId" = $1 AND id = ?)', before)
    return view.sql<RunRow>(
      `SELECT ${RUN_ROW_COLUMNS} FROM "Run" r ${RUN_ROW_JOINS} WHERE ${where.join(' AND ')}
       ORDER BY r."createdAt" DESC, r.id DESC LIMIT $2`,
      values,
    )
  },
})
