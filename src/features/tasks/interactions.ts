import { runOf, type View, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import type { InteractionView } from './rules/interactions'
import { isOver } from './rules/state-machine'
import { type Locked, lockTask } from './store'

export const INTERACTION_COLUMNS = `id, "companyId", "taskId", kind, status, title, summary, payload, result, continuation, "createdByKind",
  "createdById", "resolvedByKind", "resolvedById", "createdAt", "resolvedAt"`

/** @throws Refusal not_found */
export async function findInteraction(view: View, interactionId: string): Promise<InteractionView> {
  const [found] = await view.sql<InteractionView>(
    `SELECT ${INTERACTION_COLUMNS} FROM "Interaction" WHERE "companyId" = $1 AND id = $2`,
    [view.companyId, interactionId],
  )
  if (!found) throw notFound('interaction')
  return found
}

type Kind = InteractionView['kind']

/**
 * The interaction with its task, both locked, for somebody who answers it: a person, or an agent that did not ask.
 * @throws Refusal illegal_transition with `currentStatus` for one that is over; broken_rule for another kind; forbidden for who asked
 */
export async function lockPending(
  work: Work,
  interactionId: string,
  kinds: readonly Kind[],
): Promise<{ interaction: InteractionView; task: Locked }> {
  const { taskId } = await findInteraction(work, interactionId)
  const task = await lockTask(work, taskId)
  const interaction = await findInteraction(work, interactionId)
  requirePending(interaction)
  if (!kinds.includes(interaction.kind)) {
    throw new Refusal('broken_rule', `This is ${interaction.kind}, which is not answered like that.`, {
      rule: 'other_kind',
      kind: interaction.kind,
    })
  }
  if (work.actor.kind === 'agent') throw new Refusal('forbidden', 'People answer this. Wait for them.')
  return { interaction, task }
}

export function requirePending(interaction: InteractionView): void {
  if (interaction.status === 'pending') return
  throw new Refusal('illegal_transition', `It is ${interaction.status} already.`, { currentStatus: interaction.status })
}

type Ending = { status: InteractionView['status']; result: Record<string, unknown> | null }

/** Ends an interaction, and wakes the assignee of its task where that was asked for. */
export async function resolve(work: Work, interaction: InteractionView, task: Locked, ending: Ending): Promise<void> {
  const { actor } = work
  await work.sql(
    `UPDATE "Interaction" SET status = $3, result = $4, "resolvedByKind" = $5, "resolvedById" = $6, "resolvedAt" = $7
     WHERE "companyId" = $1 AND id = $2`,
    [
      work.companyId,
      interaction.id,
      ending.status,
      ending.result && JSON.stringify(ending.result),
      actor.kind,
      actor.kind === 'system' ? work.companyId : actor.id,
      work.now,
    ],
  )
  const isGood = ending.status === 'accepted' || ending.status === 'answered'
  const wakes =
    interaction.continuation === 'wake_assignee' || (interaction.continuation === 'wake_assignee_on_accept' && isGood)
  const agentId = interaction.createdByKind === 'agent' ? (task.assigneeId ?? interaction.createdById) : task.assigneeId
  const isHeard = wakes && agentId !== null && !isOver(task.state) && agentId !== actor.id
  work.announce({
    name: 'interaction/resolved',
    data: {
      ...{ companyId: work.companyId, taskId: task.id, interactionId: interaction.id, agentId },
      ...{ status: ending.status, kind: interaction.kind, causeRunId: runOf(actor) },
    },
    forEngine: isHeard,
  })
}
