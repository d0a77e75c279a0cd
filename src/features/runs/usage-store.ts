import { reportCost, voidCost } from '@/features/budgets'
import { isMetered } from '@/features/models'
import { actingAs, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { type BookedUsage, isUsed, restOf } from './rules/usage'
import type { ModelUsage } from './schema'

type Spender = { id: string; agentId: string; taskId: string | null }

/** Whether there is something to book: what went through the gateway was booked there, call by call. */
const isBookable = async (work: Work, run: Spender, usage: readonly ModelUsage[]) =>
  usage.length > 0 && !(await isMetered(work, run.id))

/**
 * Books what a run has used since it was last booked. What has no price yet waits for the end, where the tool may say one.
 * @param usage of the whole run so far, by model
 */
export async function bookSoFar(work: Work, run: Spender, usage: readonly ModelUsage[]): Promise<void> {
  if (!(await isBookable(work, run, usage))) return
  const booked = await readBooked(work, run.id)
  for (const now of usage) {
    const before = booked.find(({ model }) => model === now.model)
    const rest = restOf(now, before, await billedBy(work, before))
    if (!rest || !isUsed(rest)) continue
    const { value: costId } = await work.attempt(() => bookPriced(work, run, rest))
    if (!costId) continue
    const next = { ...now, costIds: [...(before?.costIds ?? []), costId] }
    if (before) booked.splice(booked.indexOf(before), 1, next)
    else booked.push(next)
  }
  await work.sql(`UPDATE "Run" SET "usageBooked" = $3 WHERE "companyId" = $1 AND id = $2`, [
    work.companyId,
    run.id,
    JSON.stringify(booked),
  ])
}

/**
 * Books what is missing at the end of a run, so that the ledger comes to what the tool says in the end: what was booked too high, or
 * for a model that it does not name any more, is taken back. A tool that says nothing leaves what was booked.
 */
export async function bookAtEnd(work: Work, run: Spender, usage: readonly ModelUsage[]): Promise<void> {
  if (!(await isBookable(work, run, usage))) return
  const booked = await readBooked(work, run.id)
  for (const { model, costIds } of booked) {
    if (!usage.some((each) => each.model === model)) await takeBack(work, costIds)
  }
  for (const now of usage) {
    const before = booked.find(({ model }) => model === now.model)
    const rest = restOf(now, before, await billedBy(work, before))
    if (!rest && before) await takeBack(work, before.costIds)
    const missing = rest ?? now
    if (isUsed(missing)) await book(work, run, missing)
  }
}

async function readBooked(work: Work, runId: string): Promise<BookedUsage[]> {
  const [row] = await work.sql<{ usageBooked: BookedUsage[] }>(
    `SELECT "usageBooked" FROM "Run" WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, runId],
  )
  return row?.usageBooked ?? []
}

/** What the tool's own figure is compared with: dollars billed, or for a subscription what they would have been. */
async function billedBy(work: Work, booked: BookedUsage | undefined): Promise<number> {
  if (!booked) return 0
  const [row] = await work.sql<{ micros: number }>(
    `SELECT coalesce(sum(CASE billing WHEN 'metered' THEN "costMicros" ELSE "listMicros" END), 0)::bigint AS micros
     FROM "CostEntry" WHERE "companyId" = $1 AND (id = ANY($2) OR "correctsId" = ANY($2))`,
    [work.companyId, booked.costIds],
  )
  return row?.micros ?? 0
}

async function book(work: Work, { id: runId, agentId, taskId }: Spender, usage: ModelUsage) {
  const mine = actingAs(work, { kind: 'agent', id: agentId, runId })
  return (await reportCost.within(mine, { ...usage, agentId, runId, taskId })).cost
}

async function bookPriced(work: Work, run: Spender, usage: ModelUsage): Promise<string> {
  const cost = await book(work, run, usage)
  if (!cost.isPriced) throw new Refusal('broken_rule', 'Its price is not known yet.')
  return cost.id
}

async function takeBack(work: Work, costIds: readonly string[]): Promise<void> {
  const reason = 'The tool said at the end of the run what it really used.'
  for (const costId of costIds) await work.attempt(() => voidCost.within(work, { costId, reason }))
}
