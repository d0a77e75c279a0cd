import type { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { getTrigger } from '../queries/get-trigger'
import { TriggerAnswer, UpdateTrigger } from '../schema'
import { type LockedTrigger, lockTrigger, requireOwn, requireSigned } from '../store'
import { firstSlot } from '../timing'
import { newSecret } from '../webhook'

type Change = Omit<z.output<typeof UpdateTrigger>, 'triggerId'>

/** Which kind each field is of; the others are every trigger's. */
const KIND_OF = { cron: 'schedule', timeZone: 'schedule', signing: 'webhook', replayWindowSeconds: 'webhook' } as const

/**
 * Changes when or how a trigger fires, or switches it off and on. A schedule begins anew from now: slots that passed while it was off
 * are gone. Another kind of signing brings another secret, which is in this answer and nowhere else.
 * @throws Refusal not_found; forbidden for an agent at another's routine; broken_rule for a field that this kind does not have
 */
export const updateTrigger = defineCommand({
  name: 'updateTrigger',
  grant: 'task:write',
  input: UpdateTrigger,
  output: TriggerAnswer,
  records: ['routine.triggerUpdated'],
  announces: ['routine/updated'],
  async run(work, { triggerId, ...change }) {
    const trigger = await lockTrigger(work, triggerId)
    requireOwn(work, trigger.assigneeId)
    requireKind(trigger, change)
    const { secret, columns } = newSigning(work, trigger, change)
    await work.db.routineTrigger.updateMany({
      where: { id: triggerId },
      data: { ...change, ...newTiming(work, trigger, change), ...columns, updatedAt: work.now },
    })
    work.record({
      action: 'routine.triggerUpdated',
      subject: { kind: 'routine', id: trigger.routineId },
      details: { triggerId, ...change },
    })
    work.announce({ name: 'routine/updated', data: { routineId: trigger.routineId } })
    return { trigger: await getTrigger.within(work, { triggerId }), secret }
  },
})

function requireKind({ kind }: LockedTrigger, change: Change): void {
  for (const [field, needed] of Object.entries(KIND_OF)) {
    if (change[field as keyof typeof KIND_OF] === undefined || kind === needed) continue
    throw new Refusal('broken_rule', `${field} is of a ${needed}; this trigger is of the kind ${kind}.`, {
      ...{ rule: 'trigger_kind', field },
    })
  }
}

function newTiming(work: Work, trigger: LockedTrigger, change: Change) {
  if (trigger.kind !== 'schedule') return {}
  if (change.cron === undefined && change.timeZone === undefined && change.isEnabled === undefined) return {}
  const cron = change.cron ?? trigger.cron ?? ''
  return { nextRunAt: firstSlot(cron, change.timeZone ?? trigger.timeZone ?? 'UTC', work.now) }
}

function newSigning(work: Work, trigger: LockedTrigger, { signing }: Change) {
  if (signing === undefined || signing === trigger.signing) return { secret: null, columns: {} }
  requireSigned(work, signing)
  const { secret, stored } = newSecret(signing, work.companyId, trigger.id)
  return { secret, columns: stored }
}
