import { z } from 'zod'
import { defineCommand, runOf, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { releaseBrakes } from '../brake'
import { WakeCause } from '../schema'
import { type Startable, startableBy } from '../startable'
import { requireTask } from '../store'

/** A chain of runs that wake each other ends here: A mentions B, B mentions A, and so on. */
const MAX_DEPTH = 12

const RequestWake = z.object({
  agentId: z.uuid(),
  cause: WakeCause,
  taskId: z.uuid().nullish(),
  payload: z.record(z.string(), z.unknown()).default({}),
  causeRunId: z.uuid().nullish(),
  /** Given by a durable function, so that a repeated step finds its own wake. */
  wakeId: z.uuid().optional(),
  /** Not before; now when absent. */
  dueAt: z.iso.datetime({ offset: true }).nullish(),
  /** The failed run that this wake repeats, and which try it will be. */
  retry: z.object({ ofRunId: z.uuid(), attempt: z.int().min(1).max(100) }).optional(),
})
type Wish = z.output<typeof RequestWake>

/**
 * What the product itself knows, only the product may say: anybody else wakes by hand, now, and because of the run that it acts in.
 */
function trusted(work: Work, wish: Wish): Wish {
  if (work.actor.kind === 'system') return wish
  if (work.actor.kind === 'agent' && work.actor.id === wish.agentId) {
    throw new Refusal('forbidden', 'An agent does not wake itself. It is woken when there is something new for it.')
  }
  const { agentId, taskId, payload } = wish
  return { agentId, taskId, payload, cause: 'manual', causeRunId: runOf(work.actor) }
}

/**
 * Puts a cause into an agent's inbox and tells the engine. The run that this wake starts, if it leads one, carries the wake's id.
 * @throws Refusal illegal_transition for a wake by hand of an agent that cannot run now
 */
export const requestWake = defineCommand({
  name: 'requestWake',
  grant: 'run:control',
  about: ({ agentId, taskId }) => [
    ['agent', agentId],
    ['task', taskId],
  ],
  input: RequestWake,
  output: z.object({ wakeId: z.uuid(), state: z.string(), reason: z.string().nullable() }),
  records: ['wake.requested', 'wake.skipped'],
  announces: ['agent/wakeup.requested', 'wake/skipped'],
  async run(work, wish) {
    const input = trusted(work, wish)
    if (input.taskId) await requireTask(work, input.taskId)
    const { waits } = await requireInvokable(work, input.agentId, input.cause)
    if (work.actor.kind === 'person') await releaseBrakes(work, input.agentId, input.taskId)
    const depth = await depthOf(work, input)
    const isTooDeep = depth > MAX_DEPTH
    const wakeId = input.wakeId ?? work.newId()
    const state = isTooDeep ? 'skipped' : 'pending'
    const reason = isTooDeep ? 'causal_depth' : waits
    const inserted = await insertWake(work, input, { wakeId, depth, state, reason })
    if (!inserted) {
      work.unchanged()
      return { wakeId, state, reason }
    }
    const details = { cause: input.cause, taskId: input.taskId ?? null, wakeId, state, reason }
    const action = isTooDeep ? 'wake.skipped' : 'wake.requested'
    work.record({
      action,
      subject: { kind: 'agent', id: input.agentId },
      details: isTooDeep ? { ...details, depth } : details,
    })
    work.announce({
      name: isTooDeep ? 'wake/skipped' : 'agent/wakeup.requested',
      data: { companyId: work.companyId, agentId: input.agentId, wakeId },
      forEngine: !isTooDeep && waits === null,
    })
    return { wakeId, state, reason }
  },
})

type Woken = {
  name: string
  status: string
  pauseReason: string | null
  runtime: string
  config: Record<string, unknown>
}

/** An agent that fetches its work itself is not run: the wake stays in its inbox until it asks. */
async function requireInvokable(work: Work, agentId: string, cause: string): Promise<Pick<Startable, 'waits'>> {
  const [agent] = await work.sql<Woken>(
    `SELECT name, status, "pauseReason", runtime, "runtimeConfig" AS config FROM "Agent" WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, agentId],
  )
  if (!agent) throw notFound('agent')
  const { waits } = cause === 'verification' ? { waits: null } : await startableBy(work, agent.runtime, agent.config)
  if (cause !== 'manual' || agent.status === 'active') return { waits }
  const why = agent.pauseReason ? ` (${agent.pauseReason})` : ''
  throw new Refusal(
    'illegal_transition',
    `${agent.name} is ${agent.status}${why} and cannot be woken. Resume it first.`,
    {
      status: agent.status,
      pauseReason: agent.pauseReason,
    },
  )
}

/** What is tried again is where it was in the chain. */
async function depthOf(work: Work, { causeRunId, retry }: Wish): Promise<number> {
  if (!causeRunId) return 0
  const [run] = await work.sql<{ depth: number }>(`SELECT depth FROM "Run" WHERE "companyId" = $1 AND id = $2`, [
    work.companyId,
    causeRunId,
  ])
  return run ? run.depth + (retry ? 0 : 1) : 0
}

type Derived = { wakeId: string; depth: number; state: string; reason: string | null }

async function insertWake(work: Work, input: Wish, derived: Derived): Promise<boolean> {
  const rows = await work.sql(
    `INSERT INTO "Wake" (id, "companyId", "agentId", cause, "taskId", payload, "causeRunId", depth, state, reason, "dueAt", "createdAt", "endedAt",
       attempt, "retryOfRunId")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text, $10, greatest($11::timestamptz, $12), $11,
       CASE WHEN $9 = 'skipped' THEN $11 END, $13, $14)
     ON CONFLICT DO NOTHING RETURNING id`,
    [
      derived.wakeId,
      work.companyId,
      input.agentId,
      input.cause,
      input.taskId ?? null,
      JSON.stringify(input.payload),
      input.causeRunId ?? null,
      derived.depth,
      derived.state,
      derived.reason,
      work.now,
      input.dueAt ?? null,
      input.retry?.attempt ?? 1,
      input.retry?.ofRunId ?? null,
    ],
  )
  return rows.length > 0
}
