import { z } from 'zod'
import { defineCommand, runOf } from '@/platform/command'
import { requireMayAct } from '../rights'
import { EFFECT_COLUMNS, EffectKey, EffectView } from '../rules/effects'
import { lockTask, requireFree } from '../store'

/**
 * Asks to do something outside for a task, once. `isNew`: nobody has it, go on, and settle it afterwards. Else the answer says what is
 * known: done with its result, or claimed by somebody who has not said what came of it. What failed may be claimed again.
 * @throws Refusal already_claimed when another agent holds the task; forbidden for an agent that neither has it nor manages who has
 */
export const claimEffect = defineCommand({
  name: 'claimEffect',
  grant: 'task:write',
  input: z.object({ taskId: z.uuid(), key: EffectKey, note: z.string().trim().max(1000).nullish() }),
  output: EffectView.extend({ isNew: z.boolean() }),
  records: ['effect.claimed'],
  announces: [],
  async run(work, { taskId, key, note }) {
    const task = await lockTask(work, taskId)
    await requireFree(work, taskId)
    await requireMayAct(work, task)
    const { actor } = work
    const [claimed] = await work.sql<EffectView>(
      `INSERT INTO "TaskEffect" ("companyId", "taskId", key, note, "actorKind", "actorId", "runId", "claimedAt")
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT ("companyId", "taskId", key) DO UPDATE SET state = 'claimed', note = EXCLUDED.note, result = NULL, "settledAt" = NULL,
         "actorKind" = EXCLUDED."actorKind", "actorId" = EXCLUDED."actorId", "runId" = EXCLUDED."runId", "claimedAt" = EXCLUDED."claimedAt"
       WHERE "TaskEffect".state = 'failed' RETURNING ${EFFECT_COLUMNS}`,
      [work.companyId, taskId, key, note ?? null, actor.kind, actor.id, runOf(actor), work.now],
    )
    if (claimed) {
      work.record({ action: 'effect.claimed', subject: { kind: 'task', id: taskId }, details: { key } })
      return { ...claimed, isNew: true }
    }
    work.unchanged()
    const [known] = await work.sql<EffectView>(
      `SELECT ${EFFECT_COLUMNS} FROM "TaskEffect" WHERE "companyId" = $1 AND "taskId" = $2 AND key = $3`,
      [work.companyId, taskId, key],
    )
    return { ...known!, isNew: false }
  },
})
