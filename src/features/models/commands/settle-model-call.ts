import { z } from 'zod'
import { recordCall, releaseHold } from '@/features/budgets'
import { actingAs, defineCommand, type Work } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { isAtHome } from '../home'
import type { Usage } from '../rules/meter'
import { Attempt, CallState } from '../schema'

/** What booking a cost may record and announce. */
const RECORDS = [...recordCall.spec.records]
const NEWS = [...recordCall.spec.announces, 'model/called']

const Tokens = z.int().min(0)
const Settled = z.object({
  callId: z.uuid(),
  state: CallState.exclude(['open', 'lost', 'refused']),
  /** The model that ran in the end, and where. */
  model: z.string(),
  provider: z.string(),
  usage: z.object({ tokensIn: Tokens, tokensOut: Tokens, tokensCached: Tokens, tokensCacheWritten: Tokens }),
  isEstimated: z.boolean(),
  attempts: z.array(Attempt),
  error: z.string().max(2000).nullable(),
  /** `keepConversation` follows, and says then that the call is over. */
  isKept: z.boolean(),
})

type Call = {
  id: string
  runId: string
  agentId: string
  taskId: string | null
  state: CallState
  heldMicros: number
  heldTokens: number
  costMicros: number
  tokensIn: number
  tokensOut: number
  tokensCached: number
  /** Of the provider, if it is still there. */
  baseUrl: string | null
}

/**
 * Ends a call of a model: what it used goes into the ledger, and what was held for it comes back. Of a call that was taken for lost,
 * only what was not booked yet is. Said twice, it changes nothing.
 */
export const settleModelCall = defineCommand({
  name: 'settleModelCall',
  grant: 'run:report',
  input: Settled,
  output: z.object({ costMicros: z.number() }),
  records: RECORDS,
  announces: NEWS,
  async run(work, input) {
    const call = await lockCall(work, input.callId, input.provider)
    if (call.state !== 'open' && call.state !== 'lost') {
      work.unchanged()
      return { costMicros: call.costMicros }
    }
    const costMicros = await bookCall(work, call, input)
    await work.sql(
      `UPDATE "ModelCall" SET state = $3, model = $4, provider = $5, "costMicros" = $6, "tokensIn" = $7, "tokensOut" = $8,
         "tokensCached" = $9, "isEstimated" = $10, attempts = $11, error = $12, "endedAt" = $13, "heldMicros" = 0, "heldTokens" = 0
       WHERE "companyId" = $1 AND id = $2`,
      [
        work.companyId,
        call.id,
        input.state,
        input.model,
        input.provider,
        costMicros,
        input.usage.tokensIn,
        input.usage.tokensOut,
        input.usage.tokensCached,
        input.isEstimated,
        JSON.stringify(input.attempts),
        input.error,
        work.now,
      ],
    )
    if (!input.isKept) work.announce({ name: 'model/called', data: { runId: call.runId, callId: call.id } })
    return { costMicros }
  },
})

/**
 * Closes the calls of a run that is over and of which nothing was heard: their server died, or has not told yet. What is known of them
 * is booked: the input, and as much of the answer as had come. Only `within` the command that settles the run.
 */
export const closeOpenCalls = defineCommand({
  name: 'closeOpenCalls',
  grant: 'run:report',
  input: z.object({ runId: z.uuid() }),
  output: z.object({ closed: z.number() }),
  records: RECORDS,
  announces: NEWS,
  async run(work, { runId }) {
    const calls = await work.sql<Call & { model: string; provider: string }>(
      `SELECT ${callOf('m.provider')} FROM "ModelCall" m JOIN "Run" r ON r."companyId" = $1 AND r.id = m."runId"
       WHERE m."companyId" = $1 AND m."runId" = $2 AND m.state = 'open' ORDER BY m.id FOR UPDATE OF m`,
      [work.companyId, runId],
    )
    if (calls.length === 0) work.unchanged()
    for (const call of calls) {
      const { id: _id, state: _state, costMicros: _none, ...known } = call
      const costMicros = await book(work, { ...known, tokensCacheWritten: 0 })
      await work.sql(
        `UPDATE "ModelCall" SET state = 'lost', "costMicros" = $3, "endedAt" = $4, "heldMicros" = 0, "heldTokens" = 0
         WHERE "companyId" = $1 AND id = $2`,
        [work.companyId, call.id, costMicros, work.now],
      )
      work.announce({ name: 'model/called', data: { runId, callId: call.id } })
    }
    return { closed: calls.length }
  },
})

const callOf = (
  provider: string,
) => `m.id, m."runId", m."agentId", r."taskId", m.state, m."heldMicros", m."heldTokens", m."costMicros", m."tokensIn", m."tokensOut",
  m."tokensCached", m.model, m.provider,
  (SELECT p."baseUrl" FROM "ModelProvider" p WHERE p."companyId" = $1 AND p.name = ${provider}) AS "baseUrl"`

type Spent = Pick<Call, 'agentId' | 'runId' | 'taskId' | 'heldMicros' | 'heldTokens' | 'baseUrl'> &
  Usage & { model: string; provider: string }

/** Books what a call cost in the name of its agent. @returns what counts of it */
async function book(work: Work, spent: Spent): Promise<number> {
  const mine = actingAs(work, { kind: 'agent', id: spent.agentId, runId: spent.runId })
  const { baseUrl, ...cost } = spent
  return (await recordCall.within(mine, { ...cost, isAtHome: baseUrl !== null && isAtHome(baseUrl) })).cost.costMicros
}

async function lockCall(work: Work, callId: string, provider: string): Promise<Call> {
  const [call] = await work.sql<Call>(
    `SELECT ${callOf('$3')} FROM "ModelCall" m JOIN "Run" r ON r."companyId" = $1 AND r.id = m."runId"
     WHERE m."companyId" = $1 AND m.id = $2 FOR UPDATE OF m`,
    [work.companyId, callId, provider],
  )
  if (!call) throw notFound('call')
  return call
}

/** @returns all that is booked for the call by now */
async function bookCall(work: Work, call: Call, input: z.output<typeof Settled>): Promise<number> {
  const before = call.state === 'lost' ? call : { tokensIn: 0, tokensOut: 0, tokensCached: 0, costMicros: 0 }
  const { usage, model, provider } = input
  const rest = {
    tokensIn: Math.max(0, usage.tokensIn - before.tokensIn),
    tokensOut: Math.max(0, usage.tokensOut - before.tokensOut),
    tokensCached: Math.max(0, usage.tokensCached - before.tokensCached),
    tokensCacheWritten: before.costMicros > 0 ? 0 : usage.tokensCacheWritten,
  }
  const { runId, agentId, taskId, heldMicros, heldTokens, baseUrl } = call
  if (rest.tokensIn + rest.tokensOut === 0) {
    await releaseHold.within(work, { runId, heldMicros, heldTokens })
    work.unchanged()
    return before.costMicros
  }
  return (
    before.costMicros +
    (await book(work, { ...rest, runId, agentId, taskId, heldMicros, heldTokens, baseUrl, model, provider }))
  )
}
