import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { getTrigger } from '../queries/get-trigger'
import { TriggerAnswer } from '../schema'
import { lockTrigger, requireOwn } from '../store'
import { newSecret } from '../webhook'

/**
 * Gives a webhook another secret; the one before is worth nothing from now on. It is in this answer and nowhere else.
 * @throws Refusal not_found; forbidden for an agent at another's routine; broken_rule for a trigger without a secret
 */
export const rotateTriggerSecret = defineCommand({
  name: 'rotateTriggerSecret',
  grant: 'task:write',
  input: z.object({ triggerId: z.uuid() }),
  output: TriggerAnswer,
  records: ['routine.triggerSecretRotated'],
  announces: ['routine/updated'],
  async run(work, { triggerId }) {
    const { assigneeId, routineId, signing } = await lockTrigger(work, triggerId)
    requireOwn(work, assigneeId)
    const { secret, stored } = newSecret(signing, work.companyId, triggerId)
    if (secret === null) {
      throw new Refusal('broken_rule', 'Only a webhook whose deliveries are signed has a secret.', {
        rule: 'no_secret',
      })
    }
    await work.db.routineTrigger.updateMany({ where: { id: triggerId }, data: { ...stored, updatedAt: work.now } })
    work.record({
      action: 'routine.triggerSecretRotated',
      subject: { kind: 'routine', id: routineId },
      details: { triggerId },
    })
    work.announce({ name: 'routine/updated', data: { routineId } })
    return { trigger: await getTrigger.within(work, { triggerId }), secret }
  },
})
