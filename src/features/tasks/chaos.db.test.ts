import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import type { Caller } from '@/platform/command'
import { closePools } from '@/platform/database'
import { Refusal } from '@/platform/errors'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import {
  checkOutTask,
  createTask,
  delegateTask,
  forceReleaseTask,
  freeDependants,
  postMessage,
  releaseTask,
  TASK_STATES,
  updateTask,
} from '.'

afterAll(closePools)

const TASKS = 8
const AGENTS = 3
const task = fc.nat(TASKS - 1)
const agent = fc.nat(AGENTS - 1)

/** One thing that somebody does: `who` is an agent's number, or the board when it is as many as there are agents. */
const Step = fc.record({
  who: fc.nat(AGENTS),
  task,
  other: task,
  agent,
  state: fc.constantFrom(...TASK_STATES),
  verb: fc.constantFrom(
    ...([
      'move',
      'block',
      'hang',
      'assign',
      'person',
      'take',
      'give',
      'release',
      'force',
      'say',
      'reopen',
      'add',
    ] as const),
  ),
})
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never
type World = { callers: Caller[]; board: Caller; system: Caller; tasks: string[]; agents: string[] }

/** The command that a step stands for, by its caller. */
function act(world: World, step: Step): Promise<unknown> {
  const caller = world.callers[step.who] ?? world.board
  const taskId = world.tasks[step.task]!
  const other = world.tasks[step.other]!
  const agentId = world.agents[step.agent]!
  const verbs: Record<Step['verb'], () => Promise<unknown>> = {
    move: () => updateTask(caller, { taskId, state: step.state }),
    block: () => updateTask(caller, { taskId, blockedByIds: [other] }),
    hang: () => updateTask(caller, { taskId, parentId: step.agent === 0 ? null : other }),
    assign: () => updateTask(caller, { taskId, assigneeId: agentId }),
    person: () => updateTask(caller, { taskId, assigneePersonId: world.board.actor.id }),
    take: () => checkOutTask(caller, { taskId, agentId }),
    give: () => delegateTask(caller, { taskId, toAgentId: agentId }),
    release: () => releaseTask(caller, { taskId }),
    force: () => forceReleaseTask(caller, { taskId, clearAssignee: step.agent === 0 }),
    say: () => postMessage(caller, { taskId, content: 'Hm' }),
    reopen: () => postMessage(caller, { taskId, content: 'Again', reopen: true }),
    add: () => createTask(caller, { title: 'Part', parentId: taskId, blockedByIds: [other] }),
  }
  return verbs[step.verb]()
}

type Row = {
  id: string
  number: number
  state: string
  parentId: string | null
  blockers: string[]
  assigneeId: string | null
  assigneePersonId: string | null
  isCompleted: boolean
  holder: string | null
  messageCount: number
  messages: number
}

const rowsOf = (companyId: string) =>
  asDatabaseOwner<Row>(
    `SELECT t.id, t.number, t.state, t."parentId", t."assigneeId", t."assigneePersonId", t."completedAt" IS NOT NULL AS "isCompleted", t."messageCount",
       (SELECT count(*)::int FROM "Message" m WHERE m."taskId" = t.id) AS messages,
       (SELECT l."agentId" FROM "Lease" l WHERE l."taskId" = t.id AND l."expiresAt" > now()) AS holder,
       coalesce((SELECT array_agg(b."blockerId"::text) FROM "TaskBlocker" b WHERE b."taskId" = t.id), '{}') AS blockers
     FROM "Task" t WHERE t."companyId" = $1 ORDER BY t.number`,
    [companyId],
  )

/** Whether following what tasks wait for, from blocker to blocker and from a task to those below it, ever comes back. */
function hasCircle(rows: readonly Row[]): boolean {
  const waitsFor = (id: string) => [
    ...rows.find((row) => row.id === id)!.blockers,
    ...rows.filter((row) => row.parentId === id).map((row) => row.id),
  ]
  return rows.some((row) => {
    const seen = new Set<string>()
    const queue = waitsFor(row.id)
    for (let id = queue.pop(); id; id = queue.pop()) {
      if (id === row.id) return true
      if (!seen.has(id)) queue.push(...waitsFor(id))
      seen.add(id)
    }
    return false
  })
}

async function expectSound(companyId: string): Promise<void> {
  const rows = await rowsOf(companyId)
  expect(hasCircle(rows)).toBe(false)
  expect(rows.map((row) => row.number)).toEqual(rows.map((_, i) => i + 1))
  for (const row of rows) {
    expect(row.isCompleted).toBe(row.state === 'done' || row.state === 'cancelled')
    expect(row.messageCount).toBe(row.messages)
    if (row.holder) expect(row).toMatchObject({ state: 'in_progress', assigneeId: row.holder })
    if (row.state === 'in_progress') expect(row.assigneeId ?? row.assigneePersonId).not.toBeNull()
  }
  const tally = await asDatabaseOwner<{ state: string; n: number }>(
    `SELECT state, sum(delta)::int AS n FROM "TaskTally" WHERE "companyId" = $1 GROUP BY state HAVING sum(delta) <> 0`,
    [companyId],
  )
  const counted: Record<string, number> = {}
  for (const { state } of rows) counted[state] = (counted[state] ?? 0) + 1
  expect(Object.fromEntries(tally.map(({ state, n }) => [state, n]))).toEqual(counted)
}

it('stays sound whatever many do at once: no circle, one holder who has the task, counts that are right', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(Step, { minLength: 2, maxLength: 8 }), { minLength: 4, maxLength: 10 }),
      async (rounds) => {
        const company = await foundCompany()
        const root = await company.hire()
        const reports = await Promise.all([company.hire({ managerId: root.id }), company.hire({ managerId: root.id })])
        const agents = [root, ...reports].map((each) => each.id)
        const made = await Promise.all(
          Array.from({ length: TASKS }, () => createTask(company.board, { title: 'Task' })),
        )
        const callers = await Promise.all(agents.map((id) => company.asAgent(id)))
        const { board, system } = company
        const world = { callers, board, system, agents, tasks: made.map((each) => each.id) }
        for (const steps of rounds) {
          const results = await Promise.allSettled(steps.map((step) => act(world, step)))
          // nobody gets anything but an answer or a reasoned no
          const broken = results.filter((each) => each.status === 'rejected' && !(each.reason instanceof Refusal))
          expect(broken).toEqual([])
          await Promise.all(steps.map((step) => freeDependants(system, { taskId: world.tasks[step.task]! })))
          await expectSound(company.id)
        }
      },
    ),
    { numRuns: 12, endOnFailure: true },
  )
}, 120_000)
