import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { type TaskRow, TaskState } from '../schema'
import { ASSIGNEE, IS_HELD, TASK_ROW_COLUMNS, UNRESOLVED } from './task-columns'

/** Somebody else has the last word in the thread: there is something new for the agent, also where it can only answer. */
const HAS_NEWS = `EXISTS (SELECT 1 FROM (
    SELECT m."authorKind", m."authorId" FROM "Message" m WHERE m."companyId" = $1 AND m."taskId" = t.id ORDER BY m.id DESC LIMIT 1
  ) last WHERE last."authorKind" <> 'system' AND last."authorId" <> $2)`

const IS_WORKABLE = `t.state <> 'blocked' AND (t.state <> 'in_review' OR t."executionState"->>'status' = 'pending') AND NOT EXISTS (${UNRESOLVED})
  AND NOT EXISTS (SELECT 1 FROM "Project" p WHERE p."companyId" = $1 AND p.id = t."projectId" AND p."pausedAt" IS NOT NULL)`

/**
 * When a task's turn comes. In `priority` order each step below critical waits a day longer, so a task gains a step for each 24 h that
 * it waits, and a low one is overtaken by critical ones of its first three days only. In `fifo` order it is the age alone.
 */
const TURN = `greatest(t."createdAt", t."notBefore") + CASE coalesce(a."queueOrder", c."queueOrder") WHEN 'fifo' THEN interval '0'
  ELSE array_position(ARRAY['critical', 'high', 'medium', 'low'], t.priority) * interval '24 hours' END`

/**
 * An agent's work as it should pick it: what it is in first, then by turn. Left out is what cannot be worked on: before its time, put
 * away, on hold with its tree, waiting for other tasks or blocked (unless somebody wrote since), under review where it is not the agent's turn, in a paused
 * project.
 */
export const listAgentWork = defineQuery({
  name: 'listAgentWork',
  grant: 'task:read',
  input: z.object({
    agentId: z.uuid(),
    states: z.array(TaskState).min(1).default(['todo', 'in_progress', 'in_review', 'blocked']),
    /** Also what cannot be worked on now. */
    withWaiting: z.boolean().default(false),
    limit: z.int().min(1).max(500).default(200),
  }),
  run: (view, { agentId, states, withWaiting, limit }) =>
    view.sql<TaskRow & { description: string }>(
      `SELECT ${TASK_ROW_COLUMNS}, t.description FROM "Task" t ${ASSIGNEE} CROSS JOIN "Company" c
       WHERE t."companyId" = $1 AND t."assigneeId" = $2 AND t.state = ANY($3) AND c.id = $1
         ${
           withWaiting
             ? ''
             : `AND t."hiddenAt" IS NULL AND (t."notBefore" IS NULL OR t."notBefore" <= $5) AND NOT ${IS_HELD}
           AND ((${IS_WORKABLE}) OR ${HAS_NEWS})`
         }
       ORDER BY (t.state = 'in_progress') DESC, ${TURN}, t.id LIMIT $4`,
      withWaiting ? [view.companyId, agentId, states, limit] : [view.companyId, agentId, states, limit, view.now],
    ),
})
