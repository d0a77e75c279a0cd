import { z } from 'zod'
import { claimEffect, EffectKey, EffectState, type EffectView, listEffects, settleEffect } from '@/features/tasks'
import { publicId } from '@/platform/ids'
import { Instant, NextCursor, shownId, Who } from './fields'
import { route } from './route'
import { actorKind } from './task-parts'

const Effect = z
  .object({
    task_id: shownId('task'),
    key: z.string(),
    state: EffectState,
    note: z.string().nullable(),
    result: z.unknown(),
    claimed_by: Who.pick({ kind: true, id: true }),
    run_id: shownId('run').nullable(),
    claimed_at: Instant,
    settled_at: Instant.nullable(),
  })
  .meta({ id: 'Effect' })
const EffectAnswer = Effect.extend({ effect: Effect }).meta({ id: 'EffectAnswer' })

function effectAnswer(view: EffectView): z.output<typeof Effect> {
  const { key, state, note, result, actorId } = view
  const kind = actorKind(view.actorKind)
  return {
    ...{ task_id: publicId('task', view.taskId), key, state, note, result },
    claimed_by: { kind, id: kind === 'system' ? actorId : publicId(kind, actorId) },
    run_id: view.runId && publicId('run', view.runId),
    claimed_at: view.claimedAt,
    settled_at: view.settledAt,
  }
}

function hybrid(view: EffectView): z.output<typeof EffectAnswer> {
  const effect = effectAnswer(view)
  return { ...effect, effect }
}

export const effects = [
  route({
    method: 'post',
    path: '/tasks/{task_id}/effects',
    name: 'claimEffect',
    tag: 'Tasks',
    summary: 'Ask to do something outside, once',
    description:
      'is_new: go on, and settle it afterwards. Else the answer says what is known of it. What failed may be claimed again.',
    body: z.object({ key: EffectKey, note: z.string().nullish() }),
    answer: EffectAnswer.extend({ is_new: z.boolean() }).meta({ id: 'ClaimedEffect' }),
    refusals: ['already_claimed'],
    run: async ({ caller, id, body, options }) => {
      const { isNew, ...view } = await claimEffect(caller, { ...body, taskId: id }, options)
      return { ...hybrid(view), is_new: isNew }
    },
  }),
  route({
    method: 'patch',
    path: '/tasks/{task_id}/effects/{key}',
    name: 'settleEffect',
    tag: 'Tasks',
    summary: 'Say what came of it: done with a result, or failed',
    body: z.object({ state: z.enum(['done', 'failed']), result: z.unknown().optional() }),
    answer: EffectAnswer,
    refusals: ['already_claimed', 'illegal_transition'],
    run: async ({ caller, id, params: { key }, body, options }) =>
      hybrid(await settleEffect(caller, { ...body, taskId: id, key }, options)),
  }),
  route({
    method: 'get',
    path: '/tasks/{task_id}/effects',
    name: 'listEffects',
    tag: 'Tasks',
    summary: 'List what was done outside for a task',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(100).meta({ type: 'integer' }),
      cursor: z.string().max(200).optional(),
    }),
    answer: z.object({ effects: z.array(Effect), next_cursor: NextCursor }),
    run: async ({ caller, id, query: { limit, cursor: after } }) => {
      const found = await listEffects(caller, { taskId: id, after, limit: limit + 1 })
      const page = found.slice(0, limit)
      return { effects: page.map(effectAnswer), next_cursor: found.length > limit ? (page.at(-1)?.key ?? null) : null }
    },
  }),
]
