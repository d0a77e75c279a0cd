import { z } from 'zod'
import type { TaskView } from '@/features/tasks'
import { IdOrNull, idOf, Text } from './fields'

type Policy = NonNullable<TaskView['executionPolicy']>
type State = NonNullable<TaskView['executionState']>
type Who = State['returnAssignee']

const Participant = z.object({ type: z.enum(['agent', 'user']), agentId: IdOrNull, userId: IdOrNull })

/** The stages that an issue passes through before it is done. */
export const PolicyAnswer = z
  .object({
    mode: z.enum(['normal', 'auto']),
    commentRequired: z.boolean(),
    stages: z.array(
      z.object({
        id: z.string(),
        type: z.enum(['review', 'approval']),
        approvalsNeeded: z.int(),
        participants: z.array(Participant),
      }),
    ),
  })
  .meta({ id: 'ExecutionPolicy' })

/** Where it stands in them. */
export const StateAnswer = z
  .object({
    status: z.enum(['pending', 'changes_requested', 'completed']),
    currentStageId: Text,
    currentParticipant: Participant.nullable(),
    returnAssignee: Participant,
    lastDecisionOutcome: z.enum(['approved', 'changes_requested']).nullable(),
  })
  .meta({ id: 'ExecutionState' })

const Named = z
  .object({
    type: z.enum(['agent', 'user']),
    agentId: idOf('agent').nullish(),
    userId: idOf('person').nullish(),
  })
  .transform(({ type, agentId, userId }, context) => {
    const id = type === 'agent' ? agentId : userId
    if (!id) context.addIssue({ code: 'custom', message: `needs ${type}Id` })
    return { type: type === 'agent' ? ('agent' as const) : ('person' as const), id: id ?? '' }
  })

/** The same in a request. */
export const PolicyInput = z.object({
  mode: z.enum(['normal', 'auto']).optional(),
  commentRequired: z.boolean().optional(),
  stages: z.array(
    z.object({
      id: z.string().optional(),
      type: z.enum(['review', 'approval']),
      approvalsNeeded: z.int().min(1).optional(),
      participants: z.array(Named),
    }),
  ),
})

function participant({ type, id }: Who): z.output<typeof Participant> {
  return type === 'agent' ? { type, agentId: id, userId: null } : { type: 'user', agentId: null, userId: id }
}

export function policyAnswer({ mode, commentRequired, stages }: Policy): z.output<typeof PolicyAnswer> {
  return {
    mode,
    commentRequired,
    stages: stages.map((stage) => ({ ...stage, participants: stage.participants.map(participant) })),
  }
}

export function stateAnswer(state: State): z.output<typeof StateAnswer> {
  return {
    status: state.status,
    currentStageId: state.stageId,
    currentParticipant: state.currentParticipant && participant(state.currentParticipant),
    returnAssignee: participant(state.returnAssignee),
    lastDecisionOutcome: state.decisions.at(-1)?.outcome ?? null,
  }
}
