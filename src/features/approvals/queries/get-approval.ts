import { z } from 'zod'
import { getBudget } from '@/features/budgets'
import type { AgentSettings } from '@/features/org'
import { type Difference, diff, mergeConfig } from '@/features/org/rules/diff'
import { withoutSecrets } from '@/features/vault'
import { defineQuery, type View } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { type About, effectsOf } from '../rules/effect'
import type { ApprovalView, Asked } from '../schema'
import { type Read, selectApprovals, shownRow } from '../shown'
import { askedOf } from '../store'

/** One approval with its tasks, what it would do, and what it changes. */
export const getApproval = defineQuery({
  name: 'getApproval',
  grant: 'approval:read',
  input: z.object({ approvalId: z.uuid() }),
  async run(view, { approvalId }): Promise<ApprovalView> {
    const [read] = await selectApprovals(view, `SELECT id FROM "Approval" WHERE "companyId" = $1 AND id = $2`, [
      approvalId,
    ])
    if (!read) throw notFound('approval')
    const asked = askedOf(read)
    const isAsker = view.actor.kind === read.requestedByKind && view.actor.id === read.requestedById
    return {
      ...shownRow(view, read),
      resumeToken: isAsker ? read.resumeToken : null,
      ...(await around(view, approvalId)),
      effects: effectsOf(asked, await aboutOf(view, read, asked)),
      diff: await diffOf(view, asked),
    }
  },
})

type Around = Pick<ApprovalView, 'tasks' | 'comments'>

async function around(view: View, approvalId: string): Promise<Around> {
  const [row] = await view.sql<Around>(
    `SELECT (SELECT count(*)::int FROM "ApprovalComment" WHERE "companyId" = $1 AND "approvalId" = $2) AS comments,
       coalesce((SELECT jsonb_agg(jsonb_build_object('id', t.id, 'identifier', t.identifier, 'title', t.title, 'state', t.state) ORDER BY t.id)
         FROM "ApprovalTask" l JOIN "Task" t ON t."companyId" = $1 AND t.id = l."taskId"
         WHERE l."companyId" = $1 AND l."approvalId" = $2), '[]') AS tasks`,
    [view.companyId, approvalId],
  )
  return row!
}

/** With the figures of the budget that is meant. */
async function aboutOf(view: View, read: Read, asked: Asked): Promise<About> {
  if (asked.type !== 'budget_override_required') return read
  const { scopeKind, scopeId, metric, window, windowHours } = asked.payload
  try {
    const { spent, cap } = await getBudget.within(view, { scopeKind, scopeId, metric, window, windowHours })
    return { ...read, spent, cap }
  } catch (error) {
    if (error instanceof Refusal) return read
    throw error
  }
}

/** Against the settings of now, so that whoever decides sees what the decision would change. */
async function diffOf(view: View, asked: Asked): Promise<Difference[]> {
  if (asked.type === 'config_rollback') {
    const { agentId, number } = asked.payload
    const [row] = await view.sql<{ now: AgentSettings; then: AgentSettings }>(
      `SELECT n.settings AS now, t.settings AS then FROM "AgentRevision" t
       JOIN LATERAL (SELECT settings FROM "AgentRevision" WHERE "companyId" = $1 AND "agentId" = $2 ORDER BY number DESC LIMIT 1) n ON true
       WHERE t."companyId" = $1 AND t."agentId" = $2 AND t.number = $3`,
      [view.companyId, agentId, number],
    )
    return row ? shownDiff(view, row.now, row.then) : []
  }
  if (asked.type !== 'config_change') return []
  const { agentId, change } = asked.payload
  const now = await settingsOf(view, agentId)
  if (!now) return []
  const { replaceRuntimeConfig, runtimeConfig, ...rest } = change
  const before = now.runtimeConfig as Record<string, unknown>
  const config = runtimeConfig && mergeConfig(replaceRuntimeConfig ? {} : before, runtimeConfig)
  const next: Record<string, unknown> = { ...rest, ...(config && { runtimeConfig: config }) }
  return shownDiff(view, Object.fromEntries(Object.keys(next).map((name) => [name, now[name]])), next)
}

/** Variables and headers are for who runs the agents, as on the agent's own page. */
function shownDiff(view: View, from: Record<string, unknown>, to: Record<string, unknown>): Difference[] {
  const hidesSettings = !view.grants.has('org:write')
  const open = (settings: object) => withoutSecrets(settings, hidesSettings) as Record<string, unknown>
  return diff(open(from), open(to))
}

async function settingsOf(view: View, agentId: string): Promise<Record<string, unknown> | undefined> {
  const [agent] = await view.sql<Record<string, unknown>>(
    `SELECT a.name, a.role, a.title, a.capabilities, a."managerId", a.runtime, a."runtimeConfig", a.instructions, a.icon, a.metadata,
       a."queueOrder", a.permissions, b.cap AS "capMicros", (SELECT to_jsonb(s) FROM (SELECT "isEnabled", cron, "intervalSeconds", "timeZone",
         "catchUp" FROM "Schedule" WHERE "companyId" = $1 AND "agentId" = a.id) s) AS schedule
     FROM "Agent" a LEFT JOIN "Budget" b ON b."companyId" = $1 AND b."scopeKind" = 'agent' AND b."scopeId" = a.id AND b.metric = 'money' AND b."window" = 'month'
     WHERE a."companyId" = $1 AND a.id = $2`,
    [view.companyId, agentId],
  )
  return agent
}
