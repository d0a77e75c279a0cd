import { z } from 'zod'
import { claimEffect, EffectKey, EffectState, type EffectView, listEffects, settleEffect } from '@/features/tasks'
import { Id, IdOrNull, Instant, InstantOrNull, Text } from './fields'
import { cut, limitOf } from './page'
import { route } from './route'

const Effect = z
  .object({
    issueId: Id,
    key: z.string(),
    status: EffectState,
    note: Text,
    result: z.unknown(),
    claimedByAgentId: IdOrNull,
    claimedByUserId: IdOrNull,
    runId: IdOrNull,
    claimedAt: Instant,
    settledAt: InstantOrNull,
  })
  .meta({ id: 'Effect' })

function effectAnswer(view: EffectView): z.output<typeof Effect> {
  const { taskId: issueId, key, state: status, note, result, actorKind, actorId, runId, claimedAt, settledAt } = view
  return {
    ...{ issueId, key, status, note, result, runId, claimedAt, settledAt },
    claimedByAgentId: actorKind === 'agent' ? actorId : null,
    claimedByUserId: actorKind === 'person' ? actorId : null,
  }
}

export const effects = [
  route({
    method: 'post',
    path: '/issues/{id}/effects',
    name: 'claimEffect',
    tag: 'Effects',
    summary: 'Ask to do something outside, once',
    description:
      'isNew: go on, and settle it afterwards. Else the answer says what is known of it. What failed may be claimed again.',
    body: z.object({ key: EffectKey, note: z.string().nullish() }),
    answer: Effect.extend({ isNew: z.boolean() }).meta({ id: 'ClaimedEffect' }),
    refusals: ['already_claimed'],
    run: async ({ caller, id, body, options }) => {
      const { isNew, ...view } = await claimEffect(caller, { ...body, taskId: id }, options)
      return { ...effectAnswer(view), isNew }
    },
  }),
  route({
    method: 'patch',
    path: '/issues/{id}/effects/{key}',
    name: 'settleEffect',
    tag: 'Effects',
    summary: 'Say what came of it: done with a result, or failed',
    body: z.object({ status: z.enum(['done', 'failed']), result: z.unknown().optional() }),
    answer: Effect,
    refusals: ['already_claimed', 'illegal_transition'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, id, params: { key }, body: { status: state, result }, options }) =>
      effectAnswer(await settleEffect(caller, { taskId: id, key, state, result }, options)),
  }),
  route({
    method: 'get',
    path: '/issues/{id}/effects',
    name: 'listEffects',
    tag: 'Effects',
    summary: 'List what was done outside for an issue',
    query: limitOf(100, 499).extend({ cursor: z.string().max(200).optional() }),
    answer: z.array(Effect),
    run: async ({ caller, id, query, ...asked }) => {
      const rows = await listEffects(caller, { taskId: id, after: query.cursor, limit: query.limit + 1 })
      return cut(rows, query.limit, asked, (row) => row.key).map(effectAnswer)
    },
  }),
]
