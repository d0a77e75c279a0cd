import type { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { newToken } from '@/platform/crypto'
import { Refusal } from '@/platform/errors'
import { getTrigger } from '../queries/get-trigger'
import { AddTrigger, TriggerAnswer } from '../schema'
import { lockRoutine, requireOwn, requireSigned } from '../store'
import { companyZone, firstSlot } from '../timing'
import { newSecret } from '../webhook'

type Input = z.output<typeof AddTrigger>

const MOST_TRIGGERS = 50

/**
 * Gives a routine something that fires it: a schedule, a webhook, or calls of the API. The secret of a webhook is in this answer and
 * nowhere else.
 * @throws Refusal not_found; forbidden for an agent at another's routine; invalid_input for a schedule that is none
 */
export const addTrigger = defineCommand({
  name: 'addTrigger',
  grant: 'task:write',
  input: AddTrigger,
  output: TriggerAnswer,
  records: ['routine.triggerAdded'],
  announces: ['routine/updated'],
  async run(work, input) {
    const { routineId, kind, isEnabled } = input
    requireOwn(work, (await lockRoutine(work, routineId)).assigneeId)
    await requireRoom(work, routineId)
    const id = work.newId()
    const { secret, columns } = await columnsOf(work, id, input)
    await work.db.routineTrigger.create({
      data: {
        ...{ id, companyId: work.companyId, routineId, kind, label: input.label || null, isEnabled, ...columns },
        ...{ createdAt: work.now, updatedAt: work.now },
      },
    })
    const { routineId: _routine, ...details } = input
    work.record({
      action: 'routine.triggerAdded',
      subject: { kind: 'routine', id: routineId },
      details: { triggerId: id, ...details },
    })
    work.announce({ name: 'routine/updated', data: { routineId } })
    return { trigger: await getTrigger.within(work, { triggerId: id }), secret }
  },
})

/** What a trigger of this kind has beside its label. */
async function columnsOf(work: Work, id: string, input: Input) {
  if (input.kind === 'schedule') {
    const timeZone = input.timeZone ?? (await companyZone(work))
    const columns = { cron: input.cron, timeZone, nextRunAt: firstSlot(input.cron, timeZone, work.now) }
    return { secret: null, columns }
  }
  if (input.kind === 'api') return { secret: null, columns: {} }
  requireSigned(work, input.signing)
  const { secret, stored } = newSecret(input.signing, work.companyId, id)
  const { signing, replayWindowSeconds } = input
  return { secret, columns: { publicId: newToken('hook'), signing, replayWindowSeconds, ...stored } }
}

async function requireRoom(work: Work, routineId: string): Promise<void> {
  const count = await work.db.routineTrigger.count({ where: { companyId: work.companyId, routineId } })
  if (count < MOST_TRIGGERS) return
  const message = `A routine has at most ${MOST_TRIGGERS} triggers. Remove one first.`
  throw new Refusal('broken_rule', message, { rule: 'too_many_triggers' })
}
