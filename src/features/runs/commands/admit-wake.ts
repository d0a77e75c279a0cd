import { z } from 'zod'
import { reserveSpend } from '@/features/budgets'
import { checkOutTask, listAgentWork, recordVerification, requireNotHeld } from '@/features/tasks'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { brakedTasks, releaseByNews } from '../brake'
import { wasAnswered } from '../news'
import { dropReason, holdReason, mergeWakes } from '../rules/admission'
import { labelsOf } from '../rules/placement'
import { startableBy } from '../startable'
import {
  dueWakes,
  holdWakes,
  type InboxWake,
  lockSubject,
  RUNS_OF_RUNTIME,
  type Subject,
  skipInbox,
  skipWakes,
} from '../store'

const Answer = z.object({
  outcome: z.enum(['admitted', 'held', 'skipped', 'later', 'nothing']),
  runId: z.uuid().nullable(),
  reason: z.string().nullable(),
  /** When to ask again, for a wake that is not due yet. */
  dueAt: z.string().nullable(),
})
type Answer = z.output<typeof Answer>

/** Ids in an audit entry; the rest is a number. */
const MOST_NAMED = 200

const CHECKS = { by: 'checks', waits: null }

/** How long a run holds its task between two beats of its worker; the same as the run's own lease. */
const TASK_LEASE_SECONDS = 60

/**
 * The one way from a wake to a run, in one transaction: company active, agent active, no live run, something to do, budget
 * reserved. Whatever the answer, it is stored with the wakes. Asked again for the same wake, it finds its own run.
 */
export const admitWake = defineCommand({
  name: 'admitWake',
  grant: 'run:report',
  input: z.object({ wakeId: z.uuid() }),
  output: Answer,
  records: ['run.admitted', 'wake.held', 'wake.skipped'],
  announces: ['run/queued', 'wake/held', 'wake/skipped'],
  async run(work, { wakeId }): Promise<Answer> {
    const [wake] = await work.sql<{
      agentId: string
      cause: string
      state: string
      runId: string | null
      dueAt: string
    }>(`SELECT "agentId", cause, state, "runId", "dueAt" FROM "Wake" WHERE "companyId" = $1 AND id = $2`, [
      work.companyId,
      wakeId,
    ])
    const subject = wake && (await lockSubject(work, wake.agentId))
    if (!subject || wake.state !== 'pending') return asBefore(work, wake?.runId ?? null)
    if (Date.parse(wake.dueAt) > work.now.getTime()) {
      work.unchanged()
      return { outcome: 'later', runId: null, reason: null, dueAt: wake.dueAt }
    }
    const isChecks = wake.cause === 'verification'
    const { by, waits } = isChecks ? CHECKS : await startableBy(work, subject.runtime, subject.runtimeConfig)
    const hold = subject.agentStatus === 'terminated' ? null : (holdOf(subject, wake.cause) ?? waits)
    if (hold) return held(work, subject, [wakeId], hold)
    if (subject.agentStatus === 'terminated' && !isChecks) {
      return told(work, subject, await skipInbox(work, subject.agentId, 'agent_terminated'), 'agent_terminated')
    }
    const due = await dueWakes(work, subject.agentId, isChecks)
    const relevant = await dropIrrelevant(work, subject, due)
    const { free, onHold } = await holdWaiting(work, subject, relevant)
    const answer = await startFirst(work, { ...subject, runtime: by ?? subject.runtime }, free)
    return answer ?? onHold ?? { outcome: 'nothing', runId: null, reason: null, dueAt: null }
  },
})

/** How many tasks one admission tries where their goals or projects let nothing start. */
const MOST_TRIES = 20

/** Tasks that may not start now, each with the reason. */
type Barred = Map<string, Hold>
type Hold = { reason: string; detail: string | null }
const latestOf = (barred: Barred): Hold | undefined => [...barred.values()].at(-1)

/**
 * Starts the run that leads. A task whose goal or project lets nothing start keeps back its own wakes only: the others go on.
 * @returns null when there is nothing to start
 */
async function startFirst(work: Work, subject: Subject, free: InboxWake[]): Promise<Answer | null> {
  const barred: Barred = new Map()
  let rest = free
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const chosen = mergeWakes(rest)
    if (!chosen) break
    const merged = chosen.merged as InboxWake[]
    const before = barred.size
    const answer = await start(work, subject, chosen.lead as InboxWake, merged, barred)
    if (barred.size === before) {
      await leaveRest(work, rest, merged, answer)
      return answer
    }
    rest = rest.filter((wake) => !wake.taskId || !barred.has(wake.taskId))
  }
  const latest = latestOf(barred)
  return latest ? { outcome: 'held', runId: null, reason: latest.reason, dueAt: null } : null
}

/** What did not go with the others says for what it waits, too: mostly the end of the run that was just made. */
async function leaveRest(work: Work, free: InboxWake[], merged: InboxWake[], answer: Answer): Promise<void> {
  const ids = free.filter((wake) => !merged.includes(wake)).map((wake) => wake.id)
  if (ids.length === 0 || answer.outcome === 'skipped') return
  await holdWakes(work, ids, answer.reason ?? 'agent_busy', null)
}

/**
 * Checks are the product's own work: they run for a paused agent, too, and need no provider. Who wakes by hand tries whether the
 * provider still refuses.
 */
function holdOf(subject: Subject, cause: string): string | null {
  if (cause === 'verification') {
    return holdReason({ ...subject, agentStatus: 'active', isHeldByProvider: false, runtimeLimit: null })
  }
  return holdReason(cause === 'manual' ? { ...subject, isHeldByProvider: false } : subject)
}

/** Consumed by an earlier call of this step, or by another wake's run. */
function asBefore(work: Work, runId: string | null): Answer {
  work.unchanged()
  return { outcome: 'nothing', runId, reason: null, dueAt: null }
}

async function dropIrrelevant(work: Work, subject: Subject, wakes: InboxWake[]): Promise<InboxWake[]> {
  const kept: InboxWake[] = []
  for (const wake of wakes) {
    const reason = subject.agentStatus === 'terminated' ? 'agent_terminated' : dropReason(wake, subject.agentId)
    if (reason) await skipped(work, subject, [wake], reason)
    else kept.push(wake)
    if (reason === 'agent_terminated') await uncheckable(work, wake)
  }
  if (kept.length === 0) work.unchanged()
  return kept
}

/** Leaves in the inbox what is about tasks on hold, and about those on which the agent makes no progress. */
async function holdWaiting(work: Work, subject: Subject, wakes: InboxWake[]) {
  const idsOf = (which: (wake: InboxWake) => boolean) => wakes.filter(which).map((wake) => wake.id)
  const onHold = idsOf((wake) => wake.isTaskHeld)
  const braked = idsOf((wake) => !wake.isTaskHeld && wake.isBraked)
  const first = onHold.length > 0 ? await held(work, subject, onHold, 'task_held') : null
  const second = braked.length > 0 ? await held(work, subject, braked, 'no_progress') : null
  return { free: wakes.filter((wake) => !wake.isTaskHeld && !wake.isBraked), onHold: first ?? second }
}

/** A completion that waits for checks in the workspace of somebody who is gone. */
async function uncheckable(work: Work, { id: verificationId, cause, taskId }: InboxWake): Promise<void> {
  if (cause !== 'verification' || !taskId) return
  const error = 'The agent in whose workspace to check is terminated.'
  await recordVerification.within(work, { taskId, verificationId, runId: null, error })
}

async function held(
  work: Work,
  subject: Subject,
  ids: string[],
  reason: string,
  detail: string | null = null,
): Promise<Answer> {
  const answer: Answer = { outcome: 'held', runId: null, reason, dueAt: null }
  // Asked again every minute, it says so once.
  if (!(await holdWakes(work, ids, reason, detail))) {
    work.unchanged()
    return answer
  }
  work.record({ action: 'wake.held', subject: { kind: 'agent', id: subject.agentId }, details: { reason, wakes: ids } })
  work.announce({ name: 'wake/held', data: { agentId: subject.agentId, reason } })
  return answer
}

async function skipped(work: Work, subject: Subject, wakes: InboxWake[], reason: string): Promise<Answer> {
  const ids = wakes.map((wake) => wake.id)
  await skipWakes(work, ids, reason)
  return told(work, subject, ids, reason)
}

function told(work: Work, subject: Subject, ids: string[], reason: string): Answer {
  work.record({
    action: 'wake.skipped',
    subject: { kind: 'agent', id: subject.agentId },
    details: { reason, wakes: ids.slice(0, MOST_NAMED), count: ids.length },
  })
  work.announce({ name: 'wake/skipped', data: { agentId: subject.agentId, reason } })
  return { outcome: 'skipped', runId: null, reason, dueAt: null }
}

/** @param barred gets the task, when only the task may not start */
async function start(
  work: Work,
  subject: Subject,
  lead: InboxWake,
  merged: InboxWake[],
  barred: Barred,
): Promise<Answer> {
  const named = merged.find((wake) => wake.taskId)
  const next = named ? null : await nextTaskOf(work, subject.agentId, barred)
  const latest = latestOf(barred)
  if (latest && next?.taskId === null) {
    const ids = merged.map((wake) => wake.id)
    return held(work, subject, ids, latest.reason, latest.detail)
  }
  const taskId = named?.taskId ?? next?.taskId ?? null
  const spared = next && (await reasonToSpare(work, subject, merged, next))
  if (spared) return skipped(work, subject, merged, spared)
  if (taskId) await releaseByNews(work, subject.agentId, taskId)
  const runId = lead.id
  const { refusal } = await work.attempt(async () => {
    await insertRun(work, subject, lead, taskId)
    // checks cost nothing, and are not the agent's work
    if (lead.cause === 'verification') return requireStillOpen(work)
    await reserveSpend.within(work, { runId, agentId: subject.agentId, taskId })
    await requireStillOpen(work, subject.agentId)
    const isMine = taskId !== null && (named ? named.taskAssigneeId === subject.agentId : true)
    if (taskId && isMine && !isOver(named)) {
      await hold(work, { taskId, agentId: subject.agentId, runId })
    } else if (taskId) await requireNotHeld(work, taskId)
  })
  if (refusal) {
    // which budget lacks how much
    const detail = refusal.code === 'budget_exhausted' ? refusal.message : null
    const isOfTask = taskId !== null && isAboutTask(refusal)
    const concerned = isOfTask ? merged.filter((wake) => wake.taskId === taskId) : merged
    const ids = concerned.map((wake) => wake.id)
    const reason = String(refusal.facts.hold ?? refusal.code)
    if (isOfTask) barred.set(taskId, { reason, detail })
    return held(work, subject, ids, reason, detail)
  }
  await work.sql(
    `UPDATE "Wake" SET state = 'consumed', reason = NULL, detail = NULL, "runId" = $3, "endedAt" = $4 WHERE "companyId" = $1 AND id = ANY($2)`,
    [work.companyId, merged.map((wake) => wake.id), runId, work.now],
  )
  work.record({
    action: 'run.admitted',
    subject: { kind: 'run', id: runId },
    details: { agentId: subject.agentId, taskId, cause: lead.cause, attempt: lead.attempt },
  })
  work.announce({ name: 'run/queued', data: { runId, agentId: subject.agentId, taskId } })
  return { outcome: 'admitted', runId, reason: null, dueAt: null }
}

/** Whether it keeps back only the task: what its project or its goals have is not what the agent has. */
const isAboutTask = ({ code, facts }: Refusal) =>
  facts.hold === 'project_paused' ||
  (code === 'budget_exhausted' && (facts.scopeKind === 'project' || facts.scopeKind === 'goal'))

/** Why the schedule's wakes make no run and cost nothing: there is no work, or none on which a run now would get any further. */
async function reasonToSpare(work: Work, subject: Subject, merged: InboxWake[], next: Next): Promise<string | null> {
  if (!merged.every((wake) => wake.cause === 'schedule')) return null
  if (next.taskId === null) {
    if (subject.runtime === 'bash') return null
    return next.isBraked ? 'no_progress' : 'nothing_to_do'
  }
  const latest = merged.reduce((last, wake) => (wake.createdAt > last ? wake.createdAt : last), '')
  return (await wasAnswered(work, subject.agentId, next.taskId, latest)) ? 'no_new_input' : null
}

/** A task that waits for others cannot be held; somebody who is asked about it answers all the same. */
async function hold(work: Work, holder: { taskId: string; agentId: string; runId: string }): Promise<void> {
  const { refusal } = await work.attempt(() => checkOutTask.within(work, { ...holder, ttlSeconds: TASK_LEASE_SECONDS }))
  if (refusal && refusal.facts.rule !== 'blocked') throw refusal
}

/** Read again behind the company's counter, which the reservation holds: admissions of one company come one after the other from here. */
async function requireStillOpen(work: Work, agentId?: string): Promise<void> {
  const [now] = await work.sql<{ status: string; isFull: boolean; isRuntimeFull: boolean }>(
    `SELECT c.status, "maxConcurrentRuns" IS NOT NULL AND (SELECT count(*) FROM "Run" WHERE "companyId" = $1
       AND state IN ('queued', 'running')) > "maxConcurrentRuns" AS "isFull",
       coalesce(c."runtimeLimits" ? a.runtime AND (${RUNS_OF_RUNTIME}) > (c."runtimeLimits"->>a.runtime)::int, false) AS "isRuntimeFull"
     FROM "Company" c LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = $2 WHERE c.id = $1`,
    [work.companyId, agentId ?? null],
  )
  if (now?.status !== 'active')
    throw new Refusal('company_halted', 'The company is not active.', { hold: `company_${now?.status}` })
  if (now.isFull)
    throw new Refusal('rate_limited', 'The company runs as many agents as it may.', { hold: 'company_concurrency' })
  if (now.isRuntimeFull)
    throw new Refusal('rate_limited', 'The company runs as many agents of this runtime as it may.', {
      hold: 'runtime_concurrency',
    })
}

type Next = { taskId: string | null; isBraked: boolean }

/** What the agent would pick, since its wake names no task; where it makes no progress, it does not go on. */
async function nextTaskOf(work: Work, agentId: string, barred: Barred): Promise<Next> {
  const braked = await brakedTasks(work, agentId)
  const limit = Math.min(braked.size + barred.size + 1, 500)
  const tasks = await listAgentWork.within(work, { agentId, states: ['in_progress', 'todo'], limit })
  const free = tasks.find((task) => !braked.has(task.id) && !barred.has(task.id))
  return { taskId: free?.id ?? null, isBraked: tasks.length > 0 }
}

function isOver(wake: InboxWake | undefined): boolean {
  return wake?.taskState === 'done' || wake?.taskState === 'cancelled'
}

const DEFAULT_TIMEOUT_SECONDS = 900
const MOST_TIMEOUT_SECONDS = 7 * 86_400
/** Each check has a limit of its own. */
const CHECKS_TIMEOUT_SECONDS = 86_400

function timeoutOf(asked: number): number {
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, MOST_TIMEOUT_SECONDS) : DEFAULT_TIMEOUT_SECONDS
}

/** Whoever waited for the agent's row may not have seen the run that was made meanwhile. @throws Refusal already_exists */
async function insertRun(work: Work, subject: Subject, lead: InboxWake, taskId: string | null): Promise<void> {
  const asked = Number(subject.runtimeConfig.timeoutSeconds)
  const inserted = work.sql(
    `INSERT INTO "Run" (id, "companyId", "agentId", "taskId", cause, runtime, context, attempt, "retryOfRunId", depth,
       "timeoutSeconds", "createdAt", "workerLabels") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      lead.id,
      work.companyId,
      subject.agentId,
      taskId,
      lead.cause,
      subject.runtime,
      JSON.stringify({ payload: lead.payload }),
      lead.attempt,
      lead.retryOf,
      lead.depth,
      timeoutOf(subject.runtime === 'checks' ? CHECKS_TIMEOUT_SECONDS : asked),
      work.now,
      labelsOf(subject.runtimeConfig),
    ],
  )
  await inserted.catch((error: { constraint?: string }) => {
    if (error.constraint !== 'Run_one_live_of_agent') throw error
    throw new Refusal('already_exists', 'The agent has a live run.', { hold: 'agent_busy' })
  })
}
