import { z } from 'zod'

/** Somebody who reviews or approves work, or has done it. */
export const Participant = z.object({ type: z.enum(['agent', 'person']), id: z.uuid() })
export type Participant = z.output<typeof Participant>

const Stage = z
  .object({
    /** Absent: `stage-1`, `stage-2`, … */
    id: z.string().trim().min(1).max(60).optional(),
    type: z.enum(['review', 'approval']),
    /** How many of the participants must say yes. */
    approvalsNeeded: z.int().min(1).default(1),
    participants: z.array(Participant).min(1, 'needs somebody who decides').max(20),
  })
  .refine((stage) => stage.approvalsNeeded <= stage.participants.length, {
    path: ['approvalsNeeded'],
    message: 'must not be more than there are participants',
  })
  .refine((stage) => new Set(stage.participants.map(keyOfParticipant)).size === stage.participants.length, {
    path: ['participants'],
    message: 'must each be named once',
  })

/** The stages that a completion passes through before the task is done. */
export const ExecutionPolicy = z.object({
  /** Kept as it was sent: whether a person chose the stages, or a rule did. Work passes through them either way. */
  mode: z.enum(['normal', 'auto']).default('normal'),
  /** Whether a decision must say why. */
  commentRequired: z.boolean().default(true),
  stages: z
    .array(Stage)
    .min(1)
    .max(10)
    .transform((stages) => stages.map((stage, index) => ({ ...stage, id: stage.id ?? `stage-${index + 1}` })))
    .refine((stages) => new Set(stages.map((stage) => stage.id)).size === stages.length, 'must have ids of their own'),
})
export type ExecutionPolicy = z.output<typeof ExecutionPolicy>
type Stage = ExecutionPolicy['stages'][number]

const Decision = z.object({
  stageId: z.string(),
  outcome: z.enum(['approved', 'changes_requested']),
  by: Participant,
  /** The participant whose turn it was, when somebody of the board decided in their place. */
  insteadOf: Participant.nullable(),
  at: z.string(),
})

/** Where a task stands in its stages; null before its first completion. */
export const ExecutionState = z.object({
  status: z.enum(['pending', 'changes_requested', 'completed']),
  stageId: z.string().nullable(),
  /** Whose turn it is; null while pending when nobody is left: then somebody of the board decides. */
  currentParticipant: Participant.nullable(),
  /** Who has approved the current stage. */
  approvals: z.array(Participant),
  /** Who did the work: gets it back, and decides nothing. */
  returnAssignee: Participant,
  decisions: z.array(Decision),
})
export type ExecutionState = z.output<typeof ExecutionState>

/** Who decides, when, and for whom. */
export type Verdict = { by: Participant; insteadOf: Participant | null; at: string }

/** Decisions that are kept with the task; all are in the audit log. */
const MOST_DECISIONS = 100

function keyOfParticipant(who: Participant): string {
  return `${who.type}:${who.id}`
}

export function isSame(a: Participant | null, b: Participant | null): boolean {
  return a !== null && b !== null && keyOfParticipant(a) === keyOfParticipant(b)
}

/**
 * Work is handed in: to the first stage, or back to the one that asked for changes, which begins anew.
 * @param executor who did the work
 * @param fallback who decides when a stage has nobody left; null when nobody does
 */
export function submit(
  policy: ExecutionPolicy,
  before: ExecutionState | null,
  executor: Participant,
  fallback: Participant | null,
): ExecutionState {
  const stage = (before?.status === 'changes_requested' && stageOf(policy, before.stageId)) || policy.stages[0]!
  return pendingAt(stage, executor, [], before?.decisions ?? [], fallback)
}

/** The decision that a move of a task under review stands for; null for a move that decides nothing. */
export function decisionOf(state: string | undefined): 'approved' | 'changes_requested' | null {
  if (state === 'done') return 'approved'
  return state === 'in_progress' || state === 'todo' ? 'changes_requested' : null
}

/** One more approval: of the same stage by the next participant, then of the next stage, then the task is done. */
export function approve(
  policy: ExecutionPolicy,
  state: ExecutionState,
  verdict: Verdict,
  fallback: Participant | null,
): ExecutionState {
  const stage = stageOf(policy, state.stageId) ?? policy.stages[0]!
  const decisions = decided(state, 'approved', verdict)
  const approvals = [...state.approvals, verdict.insteadOf ?? verdict.by]
  // Where nobody was left to decide, whoever did so decided for the whole stage.
  const isPassed = approvals.length >= stage.approvalsNeeded || state.currentParticipant === null
  if (!isPassed) return pendingAt(stage, state.returnAssignee, approvals, decisions, fallback)
  const next = policy.stages[policy.stages.indexOf(stage) + 1]
  if (next) return pendingAt(next, state.returnAssignee, [], decisions, fallback)
  return { ...state, status: 'completed', stageId: null, currentParticipant: null, approvals: [], decisions }
}

/** The work goes back to who did it, and comes back to this stage. */
export function requestChanges(state: ExecutionState, verdict: Verdict): ExecutionState {
  const decisions = decided(state, 'changes_requested', verdict)
  return { ...state, status: 'changes_requested', currentParticipant: null, approvals: [], decisions }
}

/** Gives the turn to somebody else; to nobody: then somebody of the board decides. */
export function handOver(state: ExecutionState, to: Participant | null): ExecutionState {
  return { ...state, currentParticipant: to }
}

function pendingAt(
  stage: Stage,
  executor: Participant,
  approvals: Participant[],
  decisions: ExecutionState['decisions'],
  fallback: Participant | null,
): ExecutionState {
  const isFree = (who: Participant) => !isSame(who, executor) && !approvals.some((other) => isSame(who, other))
  const next = stage.participants.find(isFree) ?? (fallback && isFree(fallback) ? fallback : null)
  return {
    ...{ status: 'pending', stageId: stage.id, currentParticipant: next },
    ...{ approvals, returnAssignee: executor, decisions },
  }
}

function decided(state: ExecutionState, outcome: 'approved' | 'changes_requested', verdict: Verdict) {
  return [...state.decisions, { stageId: state.stageId ?? '', outcome, ...verdict }].slice(-MOST_DECISIONS)
}

function stageOf(policy: ExecutionPolicy, stageId: string | null): Stage | undefined {
  return policy.stages.find((stage) => stage.id === stageId)
}
