import { z } from 'zod'
import { SetBudget } from '@/features/budgets/schema'
import { GATED_ACTIONS, Gate } from '@/features/companies/rules/gates'
import { CreateGoal } from '@/features/goals/schema'
import { AgentView, HireAgent, UpdateAgent } from '@/features/org/schema'
import { ApprovalStatus, Decision } from './rules/state-machine'

export const ApprovalType = z.enum(GATED_ACTIONS)
export type ApprovalType = z.output<typeof ApprovalType>

const Line = z.string().trim().min(1, 'must not be empty').max(300)
const Text = z.string().trim().max(20_000)
const MOST_BYTES = 64_000
const isSmall = (value: unknown) => JSON.stringify(value ?? null).length <= MOST_BYTES

const HirePayload = HireAgent.omit({ asDraft: true, source: true })
export type HirePayload = z.output<typeof HirePayload>
const ConfigChange = UpdateAgent.omit({ agentId: true, source: true, expectedVersion: true }).refine(
  ({ replaceRuntimeConfig: _how, ...change }) => Object.keys(change).length > 0,
  'must name at least one setting',
)

const Goal = CreateGoal.shape

/** What is asked for, type by type, in the words of the command that carries it out. */
export const PAYLOADS = {
  hire_agent: HirePayload,
  /** What the root agent means to do, and the goals that are set when the board agrees. */
  approve_ceo_strategy: z.object({
    title: Line.optional(),
    plan: Text.min(1, 'must say what the plan is'),
    goals: z
      .array(
        z.object({
          title: Goal.title,
          description: Goal.description,
          ownerAgentId: Goal.ownerAgentId,
          dueDate: Goal.dueDate,
        }),
      )
      .max(50)
      .default([]),
  }),
  budget_override_required: z
    .object({
      ...SetBudget.pick({ scopeKind: true, scopeId: true, metric: true, window: true, windowHours: true }).shape,
      /** The new cap of a budget of money, above what is spent; null lifts the limit. */
      capMicros: SetBudget.shape.cap.optional(),
      /** The same of one of tokens or runs. */
      cap: SetBudget.shape.cap.optional(),
      reason: Text.default(''),
    })
    .refine(({ metric, capMicros, cap }) => (metric === 'money' ? capMicros : cap) !== undefined, {
      error: 'a budget of money takes capMicros, one of tokens or runs cap',
      path: ['capMicros'],
    }),
  config_change: z.object({ agentId: z.uuid(), change: ConfigChange, reason: Text.default('') }),
  config_rollback: z.object({ agentId: z.uuid(), number: z.int().min(1), reason: Text.default('') }),
  /** Anything else. `action` is for the agent that asks: it comes back with the answer as it was, but for secrets. */
  request_board_approval: z.object({
    title: Line,
    summary: Text.default(''),
    recommendedAction: Text.optional(),
    risks: z.array(Line).max(50).default([]),
    category: z.string().trim().max(100).optional(),
    action: z.json().refine(isSmall, `must not be larger than ${MOST_BYTES} characters`).optional(),
  }),
} satisfies Record<ApprovalType, z.ZodType>

const asked = <T extends ApprovalType>(type: T) => z.object({ type: z.literal(type), payload: PAYLOADS[type] })
/** What is asked for, with its type. */
export const Asked = z.discriminatedUnion('type', [
  asked('hire_agent'),
  asked('approve_ceo_strategy'),
  asked('budget_override_required'),
  asked('config_change'),
  asked('config_rollback'),
  asked('request_board_approval'),
])
export type Asked = z.output<typeof Asked>

const ASKING = {
  /** Tasks that wait for the answer. */
  taskIds: z.array(z.uuid()).max(50).default([]),
  /** Given back with the answer, as it came. */
  resumeToken: z.string().max(2000).optional(),
  /** The same key of the same requester names the same approval. */
  requestKey: z.string().min(1).max(200).optional(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
  expiresInSeconds: z
    .int()
    .min(1)
    .max(366 * 86_400)
    .optional(),
  /** On whose behalf the board asks; an agent asks for itself. */
  requestedByAgentId: z.uuid().optional(),
}
const Asking = z.object(ASKING)
export type Asking = z.output<typeof Asking>

export const RequestApproval = z.intersection(Asked, Asking)
export type RequestApproval = z.output<typeof RequestApproval>

/** The fields of an agent, and those of a request. */
export const RequestHire = HirePayload.extend(ASKING)

const Note = z.string().trim().max(5000)
const Named = z.object({ approvalId: z.uuid() })

export const DecideApproval = Named.extend({
  decision: Decision,
  note: Note.default(''),
  /** When what is decided about was last changed, as it was read: one that was revised since is not decided unseen. */
  expectedUpdatedAt: z.iso.datetime({ offset: true }).optional(),
})
export const ResubmitApproval = Named.extend({
  /** In place of the old one, for the same type; absent leaves it as it is. */
  payload: z.record(z.string(), z.unknown()).optional(),
  note: Note.default(''),
})
export const CancelApproval = Named.extend({ note: Note.default('') })
export const CommentOnApproval = Named.extend({ content: z.string().trim().min(1, 'must not be empty').max(20_000) })
export const ApprovalTaskLink = Named.extend({ taskId: z.uuid() })

export const ListApprovals = z.object({
  status: z.array(ApprovalStatus).max(6).optional(),
  type: ApprovalType.optional(),
  requestedByAgentId: z.uuid().optional(),
  taskId: z.uuid().optional(),
  /** Id of the last approval of the page before. */
  before: z.uuid().optional(),
  limit: z.int().min(1).max(500).default(100),
})

const Who = z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() })

export const ApprovalRow = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  type: ApprovalType,
  status: ApprovalStatus,
  /** What is asked for, in a few words. */
  title: z.string(),
  /** Without secrets. */
  payload: z.record(z.string(), z.unknown()),
  /** What came of it, as in {agentId}. */
  result: z.record(z.string(), z.unknown()).nullable(),
  requestedBy: Who,
  runId: z.uuid().nullable(),
  /** The least role that may decide; none where the company's gates asked for nobody. */
  needs: Gate,
  /** Whether the caller may decide it. */
  mayDecide: z.boolean(),
  decisionNote: z.string().nullable(),
  decidedBy: Who.nullable(),
  decidedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  taskIds: z.array(z.uuid()),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type ApprovalRow = z.output<typeof ApprovalRow>

export const ApprovalView = ApprovalRow.extend({
  /** Only for who asked. */
  resumeToken: z.string().nullable(),
  tasks: z.array(z.object({ id: z.uuid(), identifier: z.string(), title: z.string(), state: z.string() })),
  comments: z.number(),
  /** What deciding does, one sentence each. */
  effects: z.array(z.string()),
  /** What a change of settings changes; empty for other types. */
  diff: z.array(z.object({ key: z.string(), from: z.unknown(), to: z.unknown() })),
})
export type ApprovalView = z.output<typeof ApprovalView>

export const HireAnswer = z.object({ agent: AgentView, approval: ApprovalView.nullable() })

export const ApprovalComment = z.object({
  id: z.uuid(),
  approvalId: z.uuid(),
  author: Who,
  content: z.string(),
  createdAt: z.string(),
})
export type ApprovalComment = z.output<typeof ApprovalComment>
