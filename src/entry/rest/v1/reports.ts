import { z } from 'zod'
import { type AuditRow, listAudit, verifyAudit } from '@/features/audit'
import { type Dashboard, dashboard } from '@/features/reports'
import { type IdKind, publicId } from '@/platform/ids'
import { Budget, budgetAnswer } from './budget-answers'
import { Cents, cents, cut, Instant, NextCursor, pageOf, shownId, Usd, usd } from './fields'
import { route } from './route'

const DashboardAnswer = z
  .object({
    agents: z.object({
      total: z.number(),
      running: z.number(),
      idle: z.number(),
      paused: z.number(),
      halted: z.number().meta({ description: 'Paused by their budget.' }),
    }),
    tasks: z.object({
      open: z.number().meta({ description: 'Backlog and todo.' }),
      in_progress: z.number(),
      in_review: z.number(),
      blocked: z.number(),
      done: z.number(),
    }),
    runs: z.object({ live: z.number(), today: z.number(), failed_today: z.number() }),
    budget: Budget,
    spent_today_usd: Usd,
    spent_today_cents: Cents,
    open_incidents: z.number(),
    spared_wakes: z.number().meta({ description: 'Wakes of this month that found nothing to do and cost nothing.' }),
  })
  .meta({ id: 'Dashboard' })

const Event = z
  .object({
    id: z.uuid(),
    at: Instant,
    actor: z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() }),
    run_id: shownId('run').nullable(),
    action: z.string().meta({ example: 'task.created' }),
    subject: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
    details: z.record(z.string(), z.unknown()).meta({ description: 'As recorded: plain ids, micro-dollars.' }),
    position: z
      .number()
      .nullable()
      .meta({ description: 'In the hash chain; null until it is sealed, a moment later.' }),
  })
  .meta({ id: 'Event' })

function dashboardAnswer(view: Dashboard): z.output<typeof DashboardAnswer> {
  const { inProgress, inReview, ...counts } = view.tasks
  const { failedToday, ...runs } = view.runs
  return {
    agents: view.agents,
    tasks: { ...counts, in_progress: inProgress, in_review: inReview },
    runs: { ...runs, failed_today: failedToday },
    budget: budgetAnswer(view.budget),
    spent_today_usd: usd(view.spentTodayMicros),
    spent_today_cents: cents(view.spentTodayMicros),
    open_incidents: view.openIncidents,
    spared_wakes: view.sparedWakes,
  }
}

const PREFIXED: Record<string, IdKind> = {
  company: 'company',
  agent: 'agent',
  goal: 'goal',
  task: 'task',
  message: 'message',
  run: 'run',
  cost: 'cost',
  key: 'key',
}

function shown(kind: string, id: string): string {
  const prefixed = PREFIXED[kind]
  return prefixed ? publicId(prefixed, id) : id
}

function eventAnswer(row: AuditRow): z.output<typeof Event> {
  return {
    id: row.id,
    at: row.at,
    actor: { kind: row.actorKind, id: shown(row.actorKind, row.actorId), name: row.actorName },
    run_id: publicId('run', row.runId),
    action: row.action,
    subject: { kind: row.subjectKind, id: shown(row.subjectKind, row.subjectId), name: row.subjectName },
    details: row.details,
    position: row.position,
  }
}

export const reports = [
  route({
    method: 'get',
    path: '/companies/{company_id}/dashboard',
    name: 'dashboard',
    tag: 'Record',
    summary: 'See the company in one look',
    answer: DashboardAnswer,
    run: async ({ caller }) => dashboardAnswer(await dashboard(caller, {})),
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/activity',
    name: 'listAudit',
    tag: 'Record',
    summary: 'Read the audit log, newest first',
    query: pageOf(null, 100, 200).extend({ action: z.string().max(100).optional() }),
    answer: z.object({ events: z.array(Event), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const { action, cursor: before } = query
      const [page, next_cursor] = cut(
        await listAudit(caller, { action, before, limit: query.limit + 1 }),
        query.limit,
        null,
      )
      return { events: page.map(eventAnswer), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/audit/verify',
    name: 'verifyAudit',
    tag: 'Record',
    summary: 'Prove that nobody changed the audit log',
    description: 'Recomputes the whole hash chain. Publish `head_hash` outside, and nobody can cut the log unseen.',
    answer: z.object({
      intact: z.boolean(),
      problem: z.string().nullable(),
      checked: z.number(),
      head_hash: z.string(),
      sealed_until: Instant.nullable(),
      unsealed: z.number(),
    }),
    run: async ({ caller }) => {
      const verdict = await verifyAudit(caller, {})
      return {
        intact: verdict.isIntact,
        problem: verdict.problem,
        checked: verdict.checked,
        head_hash: verdict.headHash,
        sealed_until: verdict.sealedUntil,
        unsealed: verdict.unsealed,
      }
    },
  }),
]
