import { z } from 'zod'
import { type BudgetView, getBudget, hasHalted, listBudgets } from '@/features/budgets'
import { type AgentView, getAgent, startedBy } from '@/features/org'
import { isOverdue, isWithin, nextOpenSlots, staggerMs } from '@/features/schedules'
import { HELD, OPEN_STATES } from '@/features/tasks'
import { defineQuery, type View } from '@/platform/command'
import { explainAgent } from '../rules/explain'
import { labelsOf, whyNoWorker } from '../rules/placement'
import type { RunRow } from '../schema'
import { getRun } from './get-run'
import { type BrakeView, listBrakes } from './list-brakes'
import { listRuns } from './list-runs'
import { livePlaces } from './list-workers'

export type AgentStatus = {
  agentId: string
  state: AgentView['state']
  /** Why it is, or is not, running: a sentence. */
  reason: string
  pausedBy: string | null
  schedule: (NonNullable<AgentView['schedule']> & { zone: string; nextWakes: string[]; staggerMs: number }) | null
  currentRun: RunRow | null
  /** Its live run has been silent for minutes. */
  isStalled: boolean
  /** Its provider refuses until then: no run starts before, but by hand. */
  heldUntil: string | null
  /** Why no worker that is there could run it: a sentence. */
  noWorker: string | null
  lastRun: RunRow | null
  /** Runs of the agent's latest twenty that failed. */
  recentFailures: number
  pendingWakes: number
  /** Wakes of its schedule in the last 30 days that made no run and cost nothing. */
  sparedWakes: number
  /** Wakes that have been waiting for too long. */
  overdueWakes: number
  /** Tasks on which it goes round in a circle. */
  brakes: BrakeView[]
  openTasks: number
  budget: BudgetView
}

/** All that explains what an agent does now, in one answer. */
export const agentStatus = defineQuery({
  name: 'agentStatus',
  grant: 'run:read',
  input: z.object({ agentId: z.uuid() }),
  async run(view, { agentId }): Promise<AgentStatus> {
    const agent = await getAgent.within(view, { agentId })
    const budget = await getBudget.within(view, { scopeKind: 'agent', scopeId: agentId })
    const runs = await listRuns.within(view, { agentId, limit: 20 })
    const inbox = { ...(await inboxOf(view, agentId)), ...(await heldWorkOf(view, agentId)) }
    const brakes = await listBrakes.within(view, { agentId })
    const ended = runs.filter((run) => run.finishedAt)
    const currentRun = runs.find((run) => !run.finishedAt) ?? null
    const heldUntil = inbox.heldUntil && Date.parse(inbox.heldUntil) > view.now.getTime() ? inbox.heldUntil : null
    const noWorker = await whyUnplaced(view, agent)
    const zone = agent.schedule?.timeZone ?? inbox.companyZone
    const schedule = agent.schedule && {
      ...agent.schedule,
      ...{ zone, nextWakes: nextWakes(agent, zone, view.now) },
      staggerMs: staggerMs(agentId, agent.schedule.staggerSeconds, agent.schedule.intervalSeconds),
    }
    return {
      agentId,
      state: agent.state,
      reason: explainAgent({
        ...agent,
        ...inbox,
        brakes,
        hasSchedule: agent.schedule?.isEnabled ?? false,
        isOverdue: agent.schedule?.isEnabled === true && isOverdue(agent.schedule.nextWakeAt, view.now),
        spentMicros: budget.spent,
        capMicros: budget.cap,
        halting: agent.pauseReason === 'budget' ? await otherHalt(view, agentId) : undefined,
        noWorker,
        run: currentRun && (await runFacts(view, currentRun)),
        heldUntil,
      }),
      pausedBy: agent.pauseReason,
      schedule,
      currentRun,
      isStalled: currentRun?.isStalled ?? false,
      heldUntil,
      noWorker,
      lastRun: ended[0] ?? null,
      recentFailures: ended.filter((run) => run.state === 'failed' || run.state === 'timed_out').length,
      pendingWakes: inbox.pendingWakes,
      sparedWakes: inbox.sparedWakes,
      overdueWakes: inbox.overdueWakes,
      brakes,
      openTasks: agent.openTasks,
      budget,
    }
  },
})

async function whyUnplaced(view: View, { runtime, runtimeConfig }: AgentView): Promise<string | null> {
  const by = startedBy(runtime, runtimeConfig)
  return by && whyNoWorker({ runtime: by, workerLabels: labelsOf(runtimeConfig) }, await livePlaces(view))
}

/** The agent's own budget that is used up, unless it is its money of the month. */
async function otherHalt(view: View, agentId: string): Promise<BudgetView | undefined> {
  const { budgets } = await listBudgets.within(view, { scopeKind: 'agent', scopeId: agentId })
  const halting = budgets.filter(hasHalted)
  return halting.some(({ metric, window }) => metric === 'money' && window === 'month') ? undefined : halting[0]
}

async function runFacts(view: View, run: RunRow) {
  const silentSince = run.lastEventAt ?? run.startedAt
  const silentMs = silentSince ? view.now.getTime() - Date.parse(silentSince) : 0
  const waitsBecause = run.state === 'queued' ? (await getRun.within(view, { runId: run.id })).waitsBecause : null
  return { state: run.state, waitsBecause, stalledMinutes: run.isStalled ? Math.round(silentMs / 60_000) : null }
}

async function inboxOf(view: View, agentId: string) {
  const [row] = await view.sql<{
    pendingWakes: number
    overdueWakes: number
    sparedWakes: number
    holdReason: string | null
    companyStatus: string
    companyZone: string
    heldUntil: string | null
    providerReason: string | null
  }>(
    `SELECT count(w.id)::int AS "pendingWakes", count(w."overdueAt")::int AS "overdueWakes",
       (SELECT count(*)::int FROM "Wake" s WHERE s."companyId" = $1 AND s."agentId" = $2 AND s.state = 'skipped' AND s.cause = 'schedule'
          AND s."createdAt" > $3::timestamptz - interval '30 days') AS "sparedWakes", max(w.reason) AS "holdReason",
       c.status AS "companyStatus", c."timeZone" AS "companyZone", a."heldUntil", a."holdReason" AS "providerReason"
     FROM "Company" c JOIN "Agent" a ON a."companyId" = $1 AND a.id = $2 LEFT JOIN "Wake" w ON w."companyId" = $1 AND w."agentId" = $2 AND w.state = 'pending'
     WHERE c.id = $1 GROUP BY c.id, a.id`,
    [view.companyId, agentId, view.now],
  )
  return row!
}

/** An agent's open tasks that are on hold, and the first of the tasks that were put on hold. */
async function heldWorkOf(view: View, agentId: string) {
  const [row] = await view.sql<{ heldTasks: number; heldBy: string[] }>(
    `SELECT count(*)::int AS "heldTasks", coalesce((array_agg(DISTINCT held->>'identifier'))[1:5], '{}') AS "heldBy" FROM (
       SELECT ${HELD} AS held FROM "Task" t WHERE t."companyId" = $1 AND t."assigneeId" = $2 AND t.state = ANY($3)
     ) open WHERE held IS NOT NULL`,
    [view.companyId, agentId, OPEN_STATES],
  )
  return row!
}

function nextWakes(agent: AgentView, zone: string, now: Date): string[] {
  const schedule = agent.schedule
  if (!schedule?.isEnabled || !schedule.nextWakeAt) return []
  const first = new Date(schedule.nextWakeAt)
  const { officeHours } = schedule
  const later = nextOpenSlots(schedule, zone, first > now ? first : now, 3, officeHours)
  const isFirstKept = officeHours === null || isWithin(officeHours, zone, first)
  return [...(isFirstKept ? [first] : []), ...later].slice(0, 3).map((at) => at.toISOString())
}
