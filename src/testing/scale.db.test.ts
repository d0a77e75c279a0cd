import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compactCostTally, getGoal, getProject, listGoals, listProjects } from '@/features/goals'
import { getAgent, listAgents } from '@/features/org'
import { dashboard } from '@/features/reports'
import { compactTaskTally, countTasks, getTask, listAgentWork, listTasks } from '@/features/tasks'
import type { View } from '@/platform/command'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, type TestCompany } from './company'
import { visitedRows } from './visited-rows'

const TASKS = 10_000
const AGENTS = 200
const GOALS = 200
const PROJECTS = 100

let large: TestCompany
let small: TestCompany
let one: {
  agent: string
  goal: string
  project: string
  task: string
  parent: string
  cursor: string
  label: string
  team: string
}

beforeAll(async () => {
  small = await foundCompany()
  await small.hire()
  large = await foundCompany()
  const root = await large.hire()
  await neighbours()
  await grow(large.id, root.id)
  await mark(large)
  await compactTaskTally(large.id)
  await compactCostTally(large.id)
  await asDatabaseOwner('ANALYZE')
  one = await pick()
})
afterAll(closePools)

/** Thirty companies without work, so that the tables are not so small that reading them whole is the quickest. */
async function neighbours(): Promise<void> {
  await asDatabaseOwner(
    `WITH company AS (
       INSERT INTO "Company" (id, name, slug, "taskPrefix") SELECT gen_random_uuid(), 'N' || i, 'n' || i, 'N' || i
       FROM generate_series(1, 30) i RETURNING id
     ), agent AS (
       INSERT INTO "Agent" (id, "companyId", name, runtime, status)
       SELECT gen_random_uuid(), id, 'Agent', 'bash', 'terminated' FROM company, generate_series(1, ${AGENTS})
       RETURNING id, "companyId"
     ), budget AS (
       INSERT INTO "Budget" (id, "companyId", "scopeKind", "scopeId") SELECT gen_random_uuid(), "companyId", 'agent', id FROM agent
     ), mission AS (
       INSERT INTO "Goal" (id, "companyId", title) SELECT gen_random_uuid(), id, 'Mission' FROM company RETURNING id, "companyId"
     ), goal AS (
       INSERT INTO "Goal" (id, "companyId", "parentId", title)
       SELECT gen_random_uuid(), "companyId", id, 'Goal' FROM mission, generate_series(1, ${GOALS})
     )
     INSERT INTO "Project" (id, "companyId", name, key)
     SELECT gen_random_uuid(), id, 'Project', 'project-' || i FROM company, generate_series(1, ${PROJECTS}) i`,
  )
}

/**
 * A grown company: 200 agents below the root, 200 goals, 100 projects; 10,000 tasks, of which a tenth is open, each tenth one
 * below another; a run and a cost entry for each, over the last hundred days.
 */
async function grow(companyId: string, rootId: string): Promise<void> {
  const fill = (text: string, ...values: unknown[]) => asDatabaseOwner(text, [companyId, ...values])
  await fill(
    `INSERT INTO "Agent" (id, "companyId", name, "managerId", runtime)
     SELECT gen_random_uuid(), $1, 'Agent ' || i, $2, 'bash' FROM generate_series(1, ${AGENTS}) i`,
    rootId,
  )
  await fill(
    `INSERT INTO "Budget" (id, "companyId", "scopeKind", "scopeId") SELECT gen_random_uuid(), $1, 'agent', id
     FROM "Agent" WHERE "companyId" = $1 AND id <> $2`,
    rootId,
  )
  await fill(
    `INSERT INTO "Goal" (id, "companyId", "parentId", title, "ownerAgentId")
     SELECT gen_random_uuid(), $1, (SELECT id FROM "Goal" WHERE "companyId" = $1), 'Goal ' || i, $2
     FROM generate_series(1, ${GOALS}) i`,
    rootId,
  )
  await fill(
    `INSERT INTO "Project" (id, "companyId", name, key)
     SELECT gen_random_uuid(), $1, 'Project ' || i, 'project-' || i FROM generate_series(1, ${PROJECTS}) i`,
  )
  await fill(
    `WITH agent AS (SELECT id, row_number() OVER () AS n FROM "Agent" WHERE "companyId" = $1),
       goal AS (SELECT id, row_number() OVER () AS n FROM "Goal" WHERE "companyId" = $1),
       project AS (SELECT id, row_number() OVER () AS n FROM "Project" WHERE "companyId" = $1)
     INSERT INTO "Task" (id, "companyId", number, identifier, title, "assigneeId", "goalId", "projectId", "createdByKind",
       "createdById", "accountableKind", "accountableId", "createdAt")
     SELECT gen_random_uuid(), $1, i, 'BIG-' || i, 'Task ' || i, agent.id, goal.id, project.id, 'agent', agent.id, 'agent', agent.id,
       now() - make_interval(mins => i * 14)
     FROM generate_series(1, ${TASKS}) i JOIN agent ON agent.n = 1 + i % ${AGENTS} JOIN goal ON goal.n = 1 + i % ${GOALS}
     JOIN project ON project.n = 1 + i % ${PROJECTS}`,
  )
  await fill(
    `UPDATE "Task" SET state = CASE number / 200 % 20 WHEN 0 THEN 'todo' WHEN 1 THEN 'blocked' WHEN 2 THEN 'cancelled' ELSE 'done' END
     WHERE "companyId" = $1`,
  )
  await fill(
    `UPDATE "Task" t SET "parentId" = p.id FROM "Task" p
     WHERE t."companyId" = $1 AND p."companyId" = $1 AND t.number % 10 = 0 AND p.number = 1 + t.number / 100`,
  )
  await fill(
    `INSERT INTO "Run" (id, "companyId", "agentId", "taskId", cause, runtime, state, "createdAt")
     SELECT gen_random_uuid(), $1, "assigneeId", id, 'assignment', 'bash', 'succeeded', "createdAt" FROM "Task" WHERE "companyId" = $1`,
  )
  await fill(
    `INSERT INTO "CostEntry" (id, "companyId", "agentId", "taskId", "goalId", model, "costMicros", "countedMicros", "periodStart", "createdAt", "spentAt")
     SELECT gen_random_uuid(), $1, "assigneeId", id, "goalId", 'x', 5, 5, date_trunc('month', "createdAt"), "createdAt", "createdAt"
     FROM "Task" WHERE "companyId" = $1`,
  )
}

/** What few tasks have: a label, blockers, a due date, an origin, a person, a high priority, a hold; and messages of few agents. */
async function mark({ id, board }: TestCompany): Promise<void> {
  const fill = (text: string, ...values: unknown[]) => asDatabaseOwner(text, [id, ...values])
  await fill(
    `UPDATE "Task" SET priority = CASE WHEN number % 500 = 0 THEN 'critical' ELSE priority END,
       "dueAt" = CASE WHEN number % 100 = 0 THEN now() + make_interval(mins => number) END,
       "originKind" = CASE WHEN number % 500 = 1 THEN 'import' ELSE 'manual' END, "originId" = number,
       "assigneePersonId" = CASE WHEN number % 500 = 5 THEN $2::uuid END,
       "assigneeId" = CASE WHEN number % 500 = 5 THEN NULL ELSE "assigneeId" END
     WHERE "companyId" = $1 AND (number % 100 = 0 OR number % 500 IN (1, 5))`,
    board.actor.id,
  )
  await fill(
    `WITH label AS (INSERT INTO "Label" (id, "companyId", name, color) VALUES (gen_random_uuid(), $1, 'rare', '#000000'),
       (gen_random_uuid(), $1, 'usual', '#ffffff') RETURNING id, name)
     INSERT INTO "TaskLabel" ("companyId", "taskId", "labelId") SELECT $1, t.id, label.id FROM "Task" t, label
     WHERE t."companyId" = $1 AND (name = 'usual' OR number % 200 = 2)`,
  )
  await fill(
    `INSERT INTO "TaskBlocker" ("companyId", "taskId", "blockerId") SELECT $1, t.id, o.id FROM "Task" t
     JOIN "Task" o ON o."companyId" = $1 AND o.number = t.number + 1 WHERE t."companyId" = $1 AND t.number % 10 = 3`,
  )
  await fill(
    `INSERT INTO "TreeHold" (id, "companyId", "taskId", kind, "actorKind", "actorId", "createdAt")
     SELECT gen_random_uuid(), $1, id, 'pause', 'person', 'test', now() FROM "Task" WHERE "companyId" = $1 AND number = 3`,
  )
  await fill(
    `WITH team AS (INSERT INTO "Team" (id, "companyId", name, key) VALUES (gen_random_uuid(), $1, 'Team', 'team') RETURNING id)
     INSERT INTO "TeamMember" (id, "companyId", "teamId", "agentId") SELECT gen_random_uuid(), $1, team.id, a.id
     FROM team, (SELECT id FROM "Agent" WHERE "companyId" = $1 AND name IN ('Agent 7', 'Agent 8')) a`,
  )
  await fill(
    `INSERT INTO "Message" (id, "companyId", "taskId", role, "authorKind", "authorId", content)
     SELECT gen_random_uuid(), $1, t.id, 'agent', 'agent', a.id, 'Hm' FROM "Task" t, generate_series(0, 4) i, "Agent" a
     WHERE t."companyId" = $1 AND a."companyId" = $1 AND a.name = 'Agent ' || (1 + (t.number / 7 + i) % ${AGENTS})`,
  )
}

async function pick() {
  const [row] = await asDatabaseOwner<typeof one>(
    `SELECT "assigneeId" AS agent, "goalId" AS goal, "projectId" AS project, id AS task, "parentId" AS parent, id AS cursor,
       (SELECT id FROM "Label" WHERE "companyId" = $1 AND name = 'rare') AS label, (SELECT id FROM "Team" WHERE "companyId" = $1) AS team FROM "Task" WHERE "companyId" = $1 AND number = 5010`,
    [large.id],
  )
  return row!
}

async function sumOf(company: TestCompany, ask: (view: View) => Promise<unknown>) {
  const { answer, visited } = await visitedRows(company.board, ask)
  const rows = Array.isArray(answer) ? answer.length : 1
  return { rows, visited, total: Object.values(visited).reduce((sum, each) => sum + each, 0) }
}

describe('in a company of 10,000 tasks, 200 agents and 200 goals', () => {
  it('has a tally that is small and right', async () => {
    const [tally] = await asDatabaseOwner<{ rows: number; tasks: number }>(
      `SELECT count(*)::int AS rows, sum(delta)::int AS tasks FROM "TaskTally" WHERE "companyId" = $1`,
      [large.id],
    )
    expect(tally?.tasks).toBe(TASKS)
    expect(tally?.rows).toBeLessThan(TASKS)
  })

  type List = [string, (view: View) => Promise<unknown[]>]
  const lists: List[] = [
    ['listTasks', (view) => listTasks.within(view, {})],
    ['listTasks of a state', (view) => listTasks.within(view, { states: ['blocked'] })],
    ['listTasks of open states', (view) => listTasks.within(view, { states: ['todo', 'in_progress', 'blocked'] })],
    ['listTasks of an agent', (view) => listTasks.within(view, { assigneeId: one.agent })],
    [
      'listTasks of an agent that are open',
      (view) => listTasks.within(view, { assigneeId: one.agent, states: ['todo'] }),
    ],
    ['listTasks of a goal', (view) => listTasks.within(view, { goalId: one.goal })],
    ['listTasks below a task', (view) => listTasks.within(view, { parentId: one.parent })],
    ['a later page of listTasks', (view) => listTasks.within(view, { before: one.cursor })],
    [
      'a later page of listTasks of a state',
      (view) => listTasks.within(view, { before: one.cursor, states: ['done'] }),
    ],
    ['listTasks of a person', (view) => listTasks.within(view, { assigneePersonId: large.board.actor.id })],
    ['listTasks of a team', (view) => listTasks.within(view, { teamId: one.team, limit: 200 })],
    ['listTasks that an agent made', (view) => listTasks.within(view, { createdByAgentId: one.agent })],
    ['listTasks of a project', (view) => listTasks.within(view, { projectId: one.project })],
    ['listTasks of a goal and those below', (view) => listTasks.within(view, { goalId: one.goal, withSubgoals: true })],
    ['listTasks at the top', (view) => listTasks.within(view, { parentId: null })],
    ['listTasks with a label', (view) => listTasks.within(view, { labelId: one.label })],
    ['listTasks that wait', (view) => listTasks.within(view, { isBlocked: true, limit: 200 })],
    ['listTasks of a rare priority', (view) => listTasks.within(view, { priority: 'critical' })],
    ['listTasks of an origin', (view) => listTasks.within(view, { originKind: 'import' })],
    ['listTasks that are due', (view) => listTasks.within(view, { order: 'due' })],
    ['listTasks, the oldest first', (view) => listTasks.within(view, { order: 'oldest' })],
    ['listTasks by identifier', (view) => listTasks.within(view, { q: 'BIG-77' })],
    [
      'listTasks that an agent took part in',
      (view) => listTasks.within(view, { participantAgentId: one.agent, limit: 500 }),
    ],
    ['listTasks that a person has touched', (view) => listTasks.within(view, { isTouched: true })],
    ['listTasks that are unread', (view) => listTasks.within(view, { isUnread: true })],
    ["listTasks of a person's inbox", (view) => listTasks.within(view, { isTouched: true, isArchived: false })],
    ['listAgentWork', (view) => listAgentWork.within(view, { agentId: one.agent })],
    ['listAgents', (view) => listAgents.within(view, {})],
    ['listGoals', (view) => listGoals.within(view, {})],
    ['listGoals of a status', (view) => listGoals.within(view, { status: 'active', limit: 100 })],
    ['listProjects', (view) => listProjects.within(view, {})],
  ]
  /** Rows that an answer's row may need: itself, what it names, and its counts. */
  const ROWS_A_ROW = 25

  it.each(lists)('%s reads a few rows for each that it answers', async (_name, ask) => {
    const { rows, total, visited } = await sumOf(large, ask)
    expect(rows).toBeGreaterThan(0)
    expect(total, JSON.stringify(visited)).toBeLessThanOrEqual((rows + 5) * ROWS_A_ROW)
  })

  const things: [string, (view: View) => Promise<unknown>][] = [
    ['getTask', (view) => getTask.within(view, { taskId: one.task })],
    ['getGoal', (view) => getGoal.within(view, { goalId: one.goal })],
    ['getProject', (view) => getProject.within(view, { projectId: one.project })],
    ['getAgent', (view) => getAgent.within(view, { agentId: one.agent })],
  ]
  it.each(things)('%s reads the thing and what it shows of it', async (_name, ask) => {
    const { total, visited } = await sumOf(large, ask)
    expect(total, JSON.stringify(visited)).toBeLessThan(80)
  })

  it('countTasks reads a thousand of a state, and no more of those of an agent than it has', async () => {
    const { answer, visited } = await visitedRows(large.board, (view) => countTasks.within(view, {}))
    expect(answer).toMatchObject({ done: 1_000 })
    expect(visited.Task, JSON.stringify(visited)).toBeLessThan(3_000)
    const few = await sumOf(large, (view) => countTasks.within(view, { assigneeId: one.agent }))
    expect(few.total, JSON.stringify(few.visited)).toBeLessThan(100)
  })

  it('the dashboard reads counts, no task, no old run and no old cost', async () => {
    const { visited } = await sumOf(large, (view) => dashboard.within(view, {}))
    const idle = await sumOf(small, (view) => dashboard.within(view, {}))
    expect(visited).not.toHaveProperty('Task')
    expect(visited.Agent).toBeLessThanOrEqual(AGENTS + 50)
    // a hundred a day, in at most one day
    expect(visited.Run).toBeLessThan(250)
    expect(visited.CostEntry).toBeLessThan(250)
    expect(idle.total, JSON.stringify(idle.visited)).toBeLessThan(100)
  })
})
