import { defineCommand, runOf } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { INTERACTION_COLUMNS } from '../interactions'
import { CreateInteraction, InteractionView } from '../rules/interactions'
import { isOver } from '../rules/state-machine'
import { lockTask, requireWorker } from '../store'

/**
 * Puts a structured question on a task's thread: tasks that it suggests, questions, something to confirm. Asked again with the same
 * key, it finds the first.
 * @throws Refusal illegal_transition for a task that is over; broken_rule for an agent that takes no work
 */
export const createInteraction = defineCommand({
  name: 'createInteraction',
  grant: 'message:write',
  about: ({ taskId }) => [['task', taskId]],
  input: CreateInteraction,
  output: InteractionView,
  records: ['interaction.created'],
  announces: ['interaction/created'],
  async run(work, input): Promise<InteractionView> {
    const task = await lockTask(work, input.taskId)
    if (isOver(task.state)) {
      throw new Refusal('illegal_transition', `${task.identifier} is ${task.state}; there is nothing to ask.`, {
        from: task.state,
      })
    }
    if (input.kind === 'suggest_tasks') {
      const agents = new Set(input.payload.tasks.flatMap((each) => each.assigneeId ?? []))
      for (const agentId of agents) await requireWorker(work, agentId)
    }
    const { actor } = work
    const [made] = await work.sql<InteractionView>(
      `INSERT INTO "Interaction" (id, "companyId", "taskId", kind, title, summary, payload, continuation, "requestKey", "createdByKind",
         "createdById", "runId", "createdAt")
       VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       ON CONFLICT ("companyId", "taskId", "requestKey") DO NOTHING RETURNING ${INTERACTION_COLUMNS}`,
      [
        ...[work.companyId, work.newId(), task.id, input.kind, input.title ?? null, input.summary ?? null],
        ...[JSON.stringify(input.payload), input.continuation, input.requestKey ?? null, actor.kind],
        ...[actor.kind === 'system' ? work.companyId : actor.id, runOf(actor), work.now],
      ],
    )
    if (!made) {
      work.unchanged()
      const [first] = await work.sql<InteractionView>(
        `SELECT ${INTERACTION_COLUMNS} FROM "Interaction" WHERE "companyId" = $1 AND "taskId" = $2 AND "requestKey" = $3`,
        [work.companyId, task.id, input.requestKey],
      )
      return first!
    }
    const subject = { kind: 'interaction', id: made.id }
    work.record({ action: 'interaction.created', subject, details: { taskId: task.id, kind: input.kind } })
    work.announce({ name: 'interaction/created', data: { taskId: task.id, interactionId: made.id } })
    return made
  },
})
