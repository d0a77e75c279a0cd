import { z } from 'zod'
import { holdSpend } from '@/features/budgets'
import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { isAtHome } from '../home'
import { type Rate, rateFor } from '../prices'
import { type Ask, askOf, type Held } from '../rules/ask'
import { type Candidate, candidatesFor } from '../rules/chain'
import { ENDPOINTS, type Endpoint } from '../rules/endpoints'
import { boundFor, type InputBound } from '../rules/input-bound'
import type { OutputWish } from '../rules/output-limit'
import { doorsSql, type ProviderDoor } from '../store'
import { noteUse, type OpenProvider, withKeys } from './open-provider'

/** One model that may answer, as the gateway calls it. */
export type Option = {
  provider: OpenProvider
  model: string
  rate: Rate | null
  /** Bound of its answer; null leaves it as the client has it. */
  maxOutput: number | null
}
/** A call whose money is set aside. */
export type Opened = {
  /** Null for an endpoint that costs nothing. */
  callId: string | null
  held: Held
  options: Option[]
  /** Models of the chain that the money does not reach. */
  tooDear: { provider: string; model: string }[]
}

type Facts = {
  agentId: string
  state: string
  stopReason: string | null
  agentStatus: string
  pauseReason: string | null
  companyStatus: string
  chain: unknown
  hasCalled: boolean
  providers: ProviderDoor[]
}

/**
 * Begins a call of a model by a run: which models may answer it, what it can cost, and the money for it, set aside before anybody is
 * asked. Its answer has the keys of providers in it: for the gateway only.
 * @throws Refusal forbidden or company_halted when the run may not go on; not_found without a provider; budget_exhausted when not even
 *   a short answer fits
 */
export const openModelCall = defineCommand({
  name: 'openModelCall',
  grant: 'run:report',
  input: z.object({
    runId: z.uuid(),
    endpoint: z.custom<Endpoint>((name) => typeof name === 'string' && name in ENDPOINTS),
    model: z.string().max(500),
    isStreamed: z.boolean(),
    bound: z.custom<InputBound>(),
    wish: z.custom<OutputWish>(),
    writesCache: z.boolean(),
    writesLong: z.boolean(),
  }),
  output: z.custom<Opened>(),
  records: ['secret.used', ...holdSpend.spec.records],
  announces: [],
  async run(work, input): Promise<Opened> {
    const run = await factsOf(work, input.runId)
    requireAlive(run)
    const found = await candidates(work, input, run)
    const priced = await price(work, input, found)
    noteUses(work, input.runId, found, run)
    if (!ENDPOINTS[input.endpoint].isBilled) {
      const options = priced.map(({ ask: _ask, ...option }) => ({ ...option, maxOutput: null }))
      return { callId: null, held: { micros: 0, tokens: null }, options, tooDear: [] }
    }
    const held = await hold(work, input.runId, priced)
    const callId = await store(work, input, run.agentId, priced[0]!, held)
    return { callId, held, ...within(priced, held) }
  },
})

type Input = z.output<typeof openModelCall.spec.input>
type Priced = Candidate<OpenProvider> & { rate: Rate | null; ask: Ask }

const ENABLED = doorsSql('p."isEnabled"')

async function factsOf(work: Work, runId: string): Promise<Facts> {
  const [run] = await work.sql<Facts>(
    `SELECT r."agentId", r.state, r."stopReason", a.status AS "agentStatus", a."pauseReason", c.status AS "companyStatus",
       a."runtimeConfig" #> '{gateway,chain}' AS chain,
       EXISTS (SELECT 1 FROM "ModelCall" m WHERE m."companyId" = $1 AND m."runId" = r.id AND m.state <> 'refused') AS "hasCalled",
       coalesce((SELECT jsonb_agg(d) FROM (${ENABLED}) d), '[]') AS providers
     FROM "Run" r JOIN "Agent" a ON a."companyId" = $1 AND a.id = r."agentId" JOIN "Company" c ON c.id = $1
     WHERE r."companyId" = $1 AND r.id = $2`,
    [work.companyId, runId],
  )
  if (!run) throw notFound('run')
  return run
}

function requireAlive(run: Facts): void {
  if (run.state !== 'running' || run.stopReason) {
    throw new Refusal('forbidden', 'This run has ended or is being stopped: it calls no model any more.')
  }
  if (run.companyStatus !== 'active')
    throw new Refusal('company_halted', 'The company is halted: nothing calls a model.')
  if (run.agentStatus === 'active') return
  const isBudget = run.pauseReason === 'budget'
  throw new Refusal(
    isBudget ? 'budget_exhausted' : 'forbidden',
    isBudget ? 'The budget of the agent is used up.' : 'The agent is paused: it calls no model.',
  )
}

async function candidates(work: Work, input: Input, run: Facts): Promise<Candidate<OpenProvider>[]> {
  const { dialect } = ENDPOINTS[input.endpoint]
  const chain = Array.isArray(run.chain) ? run.chain.filter((entry) => typeof entry === 'string') : []
  const found = candidatesFor(dialect, input.model, run.providers, chain)
  if (found.length === 0) {
    throw new Refusal('not_found', `No enabled model provider of this company speaks the dialect ${dialect}.`, {
      what: 'model',
    })
  }
  const unique = [...new Map(found.map(({ provider }) => [provider.id, provider])).values()]
  const open = new Map((await withKeys(work, unique)).map((provider) => [provider.id, provider]))
  return found.flatMap(({ provider, model }) => {
    const opened = open.get(provider.id)
    return opened ? [{ provider: opened, model }] : []
  })
}

/**
 * What each can cost; a model whose price nobody knows is left out where the company says so.
 * @throws Refusal forbidden when none is left
 */
async function price(work: Work, input: Input, found: readonly Candidate<OpenProvider>[]): Promise<Priced[]> {
  const priced: Priced[] = []
  for (const { provider, model } of found) {
    const named = { model, provider: provider.name, isAtHome: isAtHome(provider.baseUrl) }
    const asked = { ...input, ...named, tokensIn: input.bound.mostTokens }
    const { rate, isBlocked } = await rateFor(work, asked)
    if (!isBlocked) priced.push({ provider, model, rate, ask: askOf(input.bound, input.wish, rate) })
  }
  if (priced.length > 0) return priced
  const message = `The price of ${found[0]?.model} is not known, and this company does not allow such models. Set its price.`
  throw new Refusal('forbidden', message, { rule: 'unpriced_model' })
}

/** Said once a run, not with every call. */
function noteUses(work: Work, runId: string, found: readonly Candidate<OpenProvider>[], run: Facts): void {
  work.unchanged()
  const used = run.hasCalled ? [] : found
  for (const provider of new Map(used.map((each) => [each.provider.id, each.provider])).values()) {
    noteUse(work, provider, { runId, agentId: run.agentId })
  }
}

/** The most that any of them can take, at the least what the first one needs. */
async function hold(work: Work, runId: string, priced: readonly Priced[]): Promise<Held> {
  const first = priced[0]!.ask
  const askMicros = Math.max(...priced.map(({ ask }) => ask.askMicros))
  const askTokens = Math.max(...priced.map(({ ask }) => ask.askTokens))
  const least = { leastMicros: first.leastMicros, leastTokens: first.leastTokens }
  const { heldMicros, heldTokens, capsTokens } = await holdSpend.within(work, { runId, askMicros, askTokens, ...least })
  return { micros: heldMicros, tokens: capsTokens ? heldTokens : null }
}

function within(priced: readonly Priced[], held: Held): Pick<Opened, 'options' | 'tooDear'> {
  const placed = priced.map(({ ask, ...rest }) => ({ ...rest, bought: ask.within(held) }))
  return {
    options: placed.flatMap(({ bought, ...rest }) => (bought ? [{ ...rest, ...bought }] : [])),
    tooDear: placed.flatMap(({ bought, provider, model }) => (bought ? [] : [{ provider: provider.name, model }])),
  }
}

/** What it will have used if nothing more is heard of it: the input, as it probably counts. */
async function store(work: Work, input: Input, agentId: string, first: Priced, held: Held): Promise<string> {
  const callId = work.newId()
  const tokensIn = Math.min(input.bound.likelyTokens, boundFor(input.bound, first.rate?.windowTokens ?? null))
  await work.sql(
    `INSERT INTO "ModelCall" (id, "companyId", "runId", "agentId", endpoint, "askedModel", model, provider, "isStreamed", "heldMicros",
       "heldTokens", "tokensIn", "isEstimated", "createdAt") VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $13, $11, true, $12)`,
    [
      work.companyId,
      callId,
      input.runId,
      agentId,
      input.endpoint,
      input.model,
      first.model,
      first.provider.name,
      input.isStreamed,
      held.micros,
      tokensIn,
      work.now,
      held.tokens ?? 0,
    ],
  )
  return callId
}
