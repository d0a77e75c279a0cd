import { z } from 'zod'
import { type ApprovalRow, ApprovalType, RequestApproval } from '@/features/approvals'
import { BudgetWindow, Metric } from '@/features/budgets'
import { parseId, publicId } from '@/platform/ids'
import { invalidBody } from '../problem'
import { AgentChange, changeOf, hireOf, NewAgent } from './agent-fields'
import { snakeFacts } from './dialect'
import { DollarsOrNull, Instant, idOf, idOrNull, shownId, Who, whoAnswer } from './fields'

const Named = Who.extend({ name: z.string() })
const Anything = z.record(z.string(), z.unknown())

export const Approval = z
  .object({
    id: shownId('approval'),
    company_id: shownId('company'),
    type: ApprovalType,
    status: z.enum(['pending', 'revision_requested', 'approved', 'rejected', 'cancelled', 'expired']),
    title: z.string().meta({ description: 'What is asked for, in a few words.' }),
    payload: Anything.meta({ description: 'Without secrets.' }),
    result: Anything.nullable().meta({ description: 'What came of it.' }),
    requested_by: Named,
    run_id: shownId('run').nullable(),
    needs: z.enum(['none', 'admin', 'owner']).meta({ description: 'Who may decide.' }),
    may_decide: z.boolean().meta({ description: 'Whether the caller may.' }),
    decision_note: z.string().nullable(),
    decided_by: Named.nullable(),
    decided_at: Instant.nullable(),
    expires_at: Instant.nullable(),
    task_ids: z.array(shownId('task')),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Approval' })

export const named = (who: z.output<typeof Named>): z.output<typeof Named> => ({
  ...whoAnswer(who.kind, who.id),
  name: who.name,
})

export function approvalFields(row: ApprovalRow): z.output<typeof Approval> {
  const { type, status, title, needs } = row
  return {
    id: publicId('approval', row.id),
    company_id: publicId('company', row.companyId),
    ...{ type, status, title, needs, payload: snakeFacts(row.payload), result: row.result && snakeFacts(row.result) },
    requested_by: named(row.requestedBy),
    run_id: publicId('run', row.runId),
    may_decide: row.mayDecide,
    decision_note: row.decisionNote,
    decided_by: row.decidedBy && named(row.decidedBy),
    ...{ decided_at: row.decidedAt, expires_at: row.expiresAt, created_at: row.createdAt, updated_at: row.updatedAt },
    task_ids: row.taskIds.map((id) => publicId('task', id)),
  }
}

const Text = z.string().optional()
const SCOPES_WITH_IDS = ['company', 'agent', 'project', 'team', 'goal'] as const

/** What is asked for, type by type, in this dialect's words; read as the commands take it. */
const PAYLOADS = {
  hire_agent: NewAgent.transform(hireOf),
  approve_ceo_strategy: z
    .object({
      ...{ title: Text, plan: z.string() },
      goals: z
        .array(
          z.object({
            ...{ title: z.string(), description: Text },
            ...{ owner_agent_id: idOrNull('agent'), due_date: z.string().nullish() },
          }),
        )
        .optional(),
    })
    .transform(({ goals, ...strategy }) => ({
      ...strategy,
      goals: goals?.map(({ title, description, owner_agent_id: ownerAgentId, due_date: dueDate }) => ({
        ...{ title, description, ownerAgentId, dueDate },
      })),
    })),
  budget_override_required: z
    .object({
      ...{ scope: z.string(), scope_id: z.string(), reason: Text },
      metric: Metric.optional(),
      window: BudgetWindow.optional(),
      window_hours: z.int().optional(),
      monthly_usd: DollarsOrNull.optional().meta({ description: 'Of a budget of money: the new cap in its window.' }),
      cap: z.int().nullable().optional().meta({ description: 'Of a budget of tokens or runs.' }),
    })
    .transform(({ scope, scope_id, window_hours: windowHours, monthly_usd: capMicros, ...rest }) => {
      const kind = SCOPES_WITH_IDS.find((each) => each === (scope === 'subtree' ? 'agent' : scope))
      const scopeId = (kind && parseId(kind, scope_id)) ?? scope_id
      return { scopeKind: scope, scopeId, capMicros, windowHours, ...rest }
    }),
  config_change: z
    .object({ agent_id: idOf('agent'), change: AgentChange, reason: Text })
    .transform(({ agent_id: agentId, change, reason }) => {
      const { expectedVersion: _version, ...settings } = changeOf(change)
      // what is not named must not be there: an empty change is none
      const named = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
      return { agentId, change: named, reason }
    }),
  config_rollback: z
    .object({ agent_id: idOf('agent'), revision: z.int().min(1), reason: Text })
    .transform(({ agent_id: agentId, revision: number, reason }) => ({ agentId, number, reason })),
  request_board_approval: z
    .object({
      ...{ title: z.string(), summary: Text, recommended_action: Text, category: Text },
      ...{ risks: z.array(z.string()).optional(), action: z.json().optional() },
    })
    .transform(({ recommended_action: recommendedAction, ...request }) => ({ ...request, recommendedAction })),
} satisfies Record<z.output<typeof ApprovalType>, z.ZodType>

/**
 * A payload in the words of the commands.
 * @throws Refusal invalid_input that names the field below `payload`
 */
export function payloadOf(type: z.output<typeof ApprovalType>, payload: Record<string, unknown>) {
  const read = z.object({ payload: PAYLOADS[type] }).safeParse({ payload })
  if (!read.success) throw invalidBody(read.error)
  return read.data.payload
}

/** How something is asked for, whatever it is. */
export const ASKING = {
  task_ids: z.array(idOf('task')).optional().meta({ description: 'Tasks that wait for the answer.' }),
  resume_token: Text.meta({ description: 'Given back with the answer, as it came.' }),
  request_key: Text.meta({ description: 'The same key of the same requester names the same approval.' }),
  expires_at: z.iso.datetime({ offset: true }).optional(),
  expires_in_seconds: z.int().optional(),
  requested_by_agent_id: idOf('agent').optional().meta({ description: 'On whose behalf the board asks.' }),
}
const Asking = z.object(ASKING)

export function askingOf(body: z.output<typeof Asking>) {
  return {
    taskIds: body.task_ids,
    resumeToken: body.resume_token,
    requestKey: body.request_key,
    expiresAt: body.expires_at,
    expiresInSeconds: body.expires_in_seconds,
    requestedByAgentId: body.requested_by_agent_id,
  }
}

export const NewApproval = z.object({
  type: ApprovalType,
  payload: Anything.meta({ example: { title: 'Buy a domain', summary: '12 dollars a year' } }),
  ...ASKING,
})

/** @throws Refusal invalid_input that names the field */
export function requestOf(body: z.output<typeof NewApproval>): RequestApproval {
  const input = { type: body.type, payload: payloadOf(body.type, body.payload), ...askingOf(body) }
  const read = RequestApproval.safeParse(input)
  if (!read.success) throw invalidBody(read.error)
  return read.data
}
