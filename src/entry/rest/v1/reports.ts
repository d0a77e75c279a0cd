import { z } from 'zod'
import { type AuditRow, ListAudit, listAudit, proveEntry, verifyAudit } from '@/features/audit'
import { type Dashboard, dashboard } from '@/features/reports'
import { type IdKind, isUuid, parseId, publicId } from '@/platform/ids'
import { Budget, budgetAnswer } from './budget-answers'
import { Cents, cents, cut, Instant, idOf, NextCursor, pageOf, shownId, Usd, usd } from './fields'
import { route } from './route'

const DashboardAnswer = z
  .object({
    agents: z.object({
      total: z.number(),
      running: z.number(),
      idle: z.number(),
      paused: z.number(),
      halted: z.number().meta({ description: 'Paused by their budget.' }),
      pending_approval: z.number(),
      error: z.number().meta({ description: 'Whose last run of today failed.' }),
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
    pending_approvals: z.number(),
    paused_projects: z.number(),
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
  const { pendingApproval, ...agents } = view.agents
  return {
    agents: { ...agents, pending_approval: pendingApproval },
    tasks: { ...counts, in_progress: inProgress, in_review: inReview },
    runs: { ...runs, failed_today: failedToday },
    budget: budgetAnswer(view.budget),
    spent_today_usd: usd(view.spentTodayMicros),
    spent_today_cents: cents(view.spentTodayMicros),
    open_incidents: view.openIncidents,
    pending_approvals: view.pendingApprovals,
    paused_projects: view.pausedProjects,
    spared_wakes: view.sparedWakes,
  }
}

const PREFIXED: readonly IdKind[] = [
  ...(['company', 'agent', 'goal', 'task', 'message', 'run', 'cost', 'key', 'project', 'team', 'label'] as const),
  ...(['approval', 'document', 'attachment', 'secret', 'person'] as const),
]
const prefixedKind = (kind: string) => PREFIXED.find((each) => each === kind)

function shown(kind: string, id: string): string {
  const prefixed = prefixedKind(kind)
  return prefixed && isUuid(id) ? publicId(prefixed, id) : id
}

/** An id of any kind as the log keeps it: prefixed ones are read by their prefix. */
function plain(kind: string | undefined, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const kinds = PREFIXED.filter((each) => kind === undefined || each === kind)
  return kinds.map((each) => parseId(each, text)).find((id) => id !== null) ?? text
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
    query: pageOf(null, 100, 200).extend({
      action: ListAudit.shape.action.meta({ description: 'As in task.created, or task. for all of a room.' }),
      agent_id: idOf('agent').optional().meta({ description: 'What an agent did, and what was done to it.' }),
      actor_kind: ListAudit.shape.actorKind,
      actor_id: z.string().optional(),
      subject_kind: ListAudit.shape.subjectKind,
      subject_id: z.string().optional(),
      run_id: idOf('run').optional(),
      from: ListAudit.shape.from,
      to: ListAudit.shape.to,
    }),
    answer: z.object({ events: z.array(Event), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const { action, from, to, actor_kind: actorKind, subject_kind: subjectKind, cursor: before } = query
      const filter = {
        ...{ action, from, to, actorKind, subjectKind, before },
        agentId: query.agent_id,
        runId: query.run_id,
        actorId: plain(actorKind, query.actor_id),
        subjectId: plain(subjectKind, query.subject_id),
      }
      const [page, next_cursor] = cut(await listAudit(caller, { ...filter, limit: query.limit + 1 }), query.limit, null)
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
  route({
    method: 'get',
    path: '/companies/{company_id}/audit/proof',
    name: 'proveEntry',
    tag: 'Record',
    summary: 'Prove that one entry of the audit log was not changed',
    description: '`text` is what was hashed: its sha256 is `hash`, which anybody can compute again.',
    query: z.object({ position: z.coerce.number('must be a number').int().min(1).meta({ type: 'integer' }) }),
    answer: z.object({
      position: z.number(),
      entry_id: z.string(),
      intact: z.boolean(),
      problem: z.string().nullable(),
      prev_hash: z.string(),
      hash: z.string(),
      text: z.string().nullable(),
      head: z.object({ position: z.number(), hash: z.string() }),
    }),
    run: async ({ caller, query }) => {
      const { entryId, isIntact, prevHash, ...proof } = await proveEntry(caller, query)
      return { ...proof, entry_id: entryId, intact: isIntact, prev_hash: prevHash }
    },
  }),
]
