import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { EFFECT_COLUMNS, EffectKey, EffectView } from '../rules/effects'
import { lockTask, requireFree } from '../store'

const MOST_RESULT_CHARS = 10_000

/**
 * Says what came of something that was claimed: `done` for good, `failed` so that it may be tried again.
 * @throws Refusal already_claimed when another agent holds the task; forbidden for another agent's claim; illegal_transition for what
 * is settled already
 */
export const settleEffect = defineCommand({
  name: 'settleEffect',
  grant: 'task:write',
  input: z.object({
    taskId: z.uuid(),
    key: EffectKey,
    state: z.enum(['done', 'failed']),
    result: z
      .unknown()
      .optional()
      .refine((result) => JSON.stringify(result ?? null).length <= MOST_RESULT_CHARS, {
        message: `takes up to ${MOST_RESULT_CHARS} characters as JSON`,
      }),
  }),
  output: EffectView,
  records: ['effect.settled'],
  announces: [],
  async run(work, { taskId, key, state, result }): Promise<EffectView> {
    await lockTask(work, taskId)
    await requireFree(work, taskId)
    const claimer = work.actor.kind === 'agent' ? work.actor.id : null
    const [settled] = await work.sql<EffectView>(
      `UPDATE "TaskEffect" SET state = $4, result = $5, "settledAt" = $6
       WHERE "companyId" = $1 AND "taskId" = $2 AND key = $3 AND state = 'claimed' AND ($7::text IS NULL OR "actorId" = $7)
       RETURNING ${EFFECT_COLUMNS}`,
      [work.companyId, taskId, key, state, JSON.stringify(result ?? null), work.now, claimer],
    )
    if (settled) {
      work.record({ action: 'effect.settled', subject: { kind: 'task', id: taskId }, details: { key, state } })
      return settled
    }
    const known = await work.db.taskEffect.findFirst({ where: { taskId, key }, select: { state: true } })
    if (!known) throw notFound('effect')
    if (known.state === 'claimed')
      throw new Refusal('forbidden', 'Whoever claimed it, or a person, says what came of it.')
    throw new Refusal('illegal_transition', `It is ${known.state} already. Claim what failed to try it again.`, {
      from: known.state,
    })
  },
})
