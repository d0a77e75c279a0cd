import { z } from 'zod'
import { ancestryOf } from '@/features/goals'
import { RecalledMemory, recallForRun } from '@/features/memory'
import { hasSessions } from '@/features/org'
import { checkOutTask } from '@/features/tasks'
import { resolveSettings } from '@/features/vault'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { promptFacts, reachOf } from '../prompt-facts'
import type { PromptFacts } from '../rules/prompt'
import { AgentSession } from '../schema'
import { sessionFor } from '../session-store'
import { LEASE_SECONDS } from './lease-runs'

const Begun = z.object({
  runId: z.uuid(),
  agentId: z.uuid(),
  agentName: z.string(),
  attempt: z.number(),
  runtime: z.string(),
  /** With the values of the secrets that it names, which are also in `secrets`: for the worker only. */
  runtimeConfig: z.record(z.string(), z.unknown()),
  secrets: z.array(z.string()),
  cause: z.string(),
  payload: z.record(z.string(), z.unknown()),
  instructions: z.string(),
  timeoutSeconds: z.number(),
  task: z
    .object({
      id: z.uuid(),
      identifier: z.string(),
      title: z.string(),
      description: z.string(),
      goalAncestry: z.array(z.string()),
    })
    .nullable(),
  /** What the agent, its teams and the company know that fits the task. */
  memories: z.array(RecalledMemory),
  /** Of the task's project. */
  repository: z.object({ url: z.string(), defaultBranch: z.string().nullable() }).nullable(),
  /** For an agent that reads: what it is told, and the session that it goes on with. */
  told: z.custom<Omit<PromptFacts, 'apiUrl'>>().nullable(),
  session: AgentSession.nullable(),
})
export type Begun = z.output<typeof Begun>

type Row = Omit<Begun, 'task' | 'payload' | 'secrets' | 'memories' | 'repository' | 'told' | 'session'> & {
  repositoryUrl: string | null
  defaultBranch: string | null
  context: { payload: Record<string, unknown> }
  taskId: string | null
  identifier: string
  title: string
  description: string
  goalId: string
  assigneeId: string | null
  acceptance: unknown[]
  taskCreatedAt: string
}

/**
 * Notes that a worker has a run, and gives what its runtime needs: the agent's settings, the task and why it exists.
 * @throws Refusal stale_version, or broken_rule (rule `secret_unavailable`, `master_key_missing`) when the settings lack a secret
 */
export const beginRun = defineCommand({
  name: 'beginRun',
  grant: 'run:report',
  input: z.object({ runId: z.uuid(), fence: z.int() }),
  output: Begun,
  records: ['run.started'],
  announces: ['run/started'],
  async run(work, { runId, fence }): Promise<Begun> {
    const row = await selectRun(work, runId, fence)
    if (!row) throw new Refusal('stale_version', 'This run belongs to somebody else now.')
    const { context, taskId, identifier, title, description, goalId, assigneeId, acceptance, taskCreatedAt, ...rest } =
      row
    const { repositoryUrl: url, defaultBranch, ...run } = rest
    const isChecks = run.runtime === 'checks'
    if (taskId && assigneeId === run.agentId && !isChecks) await holdTask(work, taskId, run.agentId, runId)
    const task = taskId
      ? { id: taskId, identifier, title, description, goalAncestry: await ancestryOf(work, goalId) }
      : null
    const { agentId, runtimeConfig } = run
    // a check may hold anybody's command: it gets nothing of the agent's
    const resolved = isChecks
      ? { runtimeConfig: { checks: acceptance, since: taskCreatedAt }, secrets: [] }
      : await resolveSettings.within(work, { runId, agentId, runtimeConfig })
    const memories = isChecks ? [] : await recallForRun(work, agentId, taskId)
    work.record({
      action: 'run.started',
      subject: { kind: 'run', id: runId },
      details: { agentId: run.agentId, taskId, attempt: run.attempt, fence },
    })
    work.announce({ name: 'run/started', data: { runId, agentId: run.agentId, taskId } })
    const repository = url ? { url, defaultBranch } : null
    const payload = context.payload ?? {}
    const talk = await conversation(work, { ...run, taskId, payload, memories })
    return { ...run, ...resolved, payload, task, memories, repository, ...talk }
  },
})

/** What an agent is told, and the session that it goes on with; nothing for the other runtimes. */
async function conversation(
  work: Work,
  run: Pick<Begun, 'agentId' | 'runtime' | 'cause' | 'payload' | 'memories' | 'attempt' | 'runtimeConfig'> &
    Pick<Row, 'taskId'>,
) {
  const reach = reachOf(run.runtime)
  if (!reach) return { told: null, session: null }
  const { agentId, taskId, runtime } = run
  const session = taskId && hasSessions(runtime) ? await sessionFor(work, { agentId, taskId }, runtime) : null
  return { told: { ...(await promptFacts(work, run, reach)), memories: run.memories }, session }
}

/** The lease that admission took may have run out in the queue. If somebody else has the task by now, the agent is told when it writes. */
async function holdTask(work: Work, taskId: string, agentId: string, runId: string): Promise<void> {
  await work.attempt(() => checkOutTask.within(work, { taskId, agentId, runId, ttlSeconds: 2 * LEASE_SECONDS }))
}

async function selectRun(work: Work, runId: string, fence: number): Promise<Row | undefined> {
  const [row] = await work.sql<Row>(
    `SELECT r.id AS "runId", r."agentId", a.name AS "agentName", r.attempt, r.runtime, a."runtimeConfig", r.cause, r.context,
            a.instructions, r."timeoutSeconds", t.id AS "taskId", t.identifier, t.title, t.description, t."goalId",
            t."assigneeId", t.acceptance, t."createdAt" AS "taskCreatedAt", p."repositoryUrl", p."defaultBranch"
     FROM "Run" r JOIN "Agent" a ON a."companyId" = $1 AND a.id = r."agentId"
     LEFT JOIN "Task" t ON t."companyId" = $1 AND t.id = r."taskId"
     LEFT JOIN "Project" p ON p."companyId" = $1 AND p.id = t."projectId"
     WHERE r."companyId" = $1 AND r.id = $2 AND r.fence = $3 AND r.state = 'running'`,
    [work.companyId, runId, fence],
  )
  return row
}
