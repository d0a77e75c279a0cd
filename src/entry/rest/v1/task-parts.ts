import { z } from 'zod'
import { AcceptanceChecks, ExecutionPolicy, TaskState, type TaskView } from '@/features/tasks'
import { parseId, publicId } from '@/platform/ids'
import { snakeKey } from './dialect'
import { Instant, shownId, Who, whoAnswer } from './fields'

type Keyed = Record<string, unknown>

/** The outermost keys of an object in this dialect: what is inside is somebody's own. */
export function snakeKeys(value: object): Keyed {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [snakeKey(key), inner]))
}

/** The other way round. */
export function camelKeys(value: Keyed): Keyed {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/_([a-z])/g, (_all, letter) => letter.toUpperCase()),
      inner,
    ]),
  )
}

export function actorKind(kind: string): z.output<typeof Who>['kind'] {
  return Who.shape.kind.parse(kind)
}

export const TaskLink = z.object({ id: shownId('task'), identifier: z.string(), title: z.string(), state: TaskState })

export function linkAnswer({ id, identifier, title, state }: z.output<typeof TaskLink>): z.output<typeof TaskLink> {
  return { id: publicId('task', id), identifier, title, state }
}

const Participant = z.object({ type: z.enum(['agent', 'person']), id: z.string() })
type Participant = z.output<typeof Participant>
const participant = ({ type, id }: Participant): Participant => ({ type, id: publicId(type, id) })

export const ExecutionPolicyShown = z.object({
  mode: z.string(),
  comment_required: z.boolean(),
  stages: z.array(
    z.object({
      id: z.string(),
      type: z.enum(['review', 'approval']),
      approvals_needed: z.number(),
      participants: z.array(Participant),
    }),
  ),
})

export function policyAnswer(policy: NonNullable<TaskView['executionPolicy']>): z.output<typeof ExecutionPolicyShown> {
  return {
    mode: policy.mode,
    comment_required: policy.commentRequired,
    stages: policy.stages.map(({ id, type, approvalsNeeded, participants }) => ({
      ...{ id, type, approvals_needed: approvalsNeeded, participants: participants.map(participant) },
    })),
  }
}

export const ExecutionStateShown = z.object({
  status: z.enum(['pending', 'changes_requested', 'completed']),
  stage_id: z.string().nullable(),
  current_participant: Participant.nullable().meta({ description: 'Whose turn it is.' }),
  approvals: z.array(Participant),
  return_assignee: Participant.meta({ description: 'Who did the work, and gets it back.' }),
  decisions: z.array(
    z.object({
      stage_id: z.string(),
      outcome: z.string(),
      by: Participant,
      instead_of: Participant.nullable(),
      at: Instant,
    }),
  ),
})

export function executionAnswer(state: NonNullable<TaskView['executionState']>): z.output<typeof ExecutionStateShown> {
  return {
    status: state.status,
    stage_id: state.stageId,
    current_participant: state.currentParticipant && participant(state.currentParticipant),
    approvals: state.approvals.map(participant),
    return_assignee: participant(state.returnAssignee),
    decisions: state.decisions.map(({ stageId, outcome, by, insteadOf, at }) => ({
      ...{ stage_id: stageId, outcome, by: participant(by), instead_of: insteadOf && participant(insteadOf), at },
    })),
  }
}

export const VerificationShown = z.object({
  state: z.enum(['pending', 'passed', 'failed', 'skipped', 'error']),
  asked_by: Who,
  asked_at: Instant,
  agent_id: shownId('agent').nullable().meta({ description: 'In whose workspace.' }),
  run_id: shownId('run').nullable(),
  ended_at: Instant.nullable(),
  checks: z.array(
    z.object({ id: z.string(), name: z.string(), kind: z.string(), ok: z.boolean(), detail: z.string() }),
  ),
  failures: z.number().meta({ description: 'Completions in a row that did not pass.' }),
})

export function verificationAnswer(view: NonNullable<TaskView['verification']>): z.output<typeof VerificationShown> {
  const { state, askedBy, askedAt, endedAt, checks, failures } = view
  return {
    state,
    asked_by: whoAnswer(askedBy.kind, askedBy.id),
    asked_at: askedAt,
    agent_id: publicId('agent', view.agentId),
    run_id: publicId('run', view.runId),
    ended_at: endedAt,
    ...{ checks, failures },
  }
}

const Keys = z.record(z.string(), z.unknown())

/** Checks as the command takes them; their fields are named in snake_case. */
export const AcceptanceInput = z
  .array(Keys)
  .transform((checks) => checks.map(camelKeys))
  .pipe(AcceptanceChecks)
  .meta({
    type: 'array',
    items: { type: 'object' },
    description:
      'What must be true before it is done: file_exists, url_200, http_json_match, git_commit, command_exit_0.',
    example: [{ kind: 'command_exit_0', command: 'npm test', timeout_seconds: 300 }],
  })

/** Stages as the command takes them; ids of participants may be prefixed. */
export const PolicyInput = z
  .object({ mode: z.string().optional(), comment_required: z.boolean().optional(), stages: z.array(Keys) })
  .transform(({ stages, ...policy }) => ({ ...camelKeys(policy), stages: stages.map(stageIn) }))
  .pipe(ExecutionPolicy)
  .meta({
    type: 'object',
    description: 'Who must agree before it is done.',
    example: {
      stages: [{ type: 'review', participants: [{ type: 'agent', id: 'agt_01936f0d11b27d4fa2c39e6b7f80d1a4' }] }],
    },
  })

function stageIn({ participants, ...stage }: Keyed): Keyed {
  const list = z.array(Participant).safeParse(participants)
  if (!list.success) return { ...camelKeys(stage), participants }
  return { ...camelKeys(stage), participants: list.data.map(({ type, id }) => ({ type, id: parseId(type, id) ?? id })) }
}
