import { type LedgerPeriod, type LedgerRow, readLedger } from '@/features/budgets'
import type { Caller } from '@/platform/command'
import { csvLine } from '@/platform/csv'
import { MICROS_PER_DOLLAR } from '@/platform/money'

const PAGE = 500

type Cell = string | number | boolean | null
const COLUMNS: Record<string, (row: LedgerRow) => Cell> = {
  id: (row) => row.id,
  recorded_at: (row) => row.createdAt,
  spent_at: (row) => row.spentAt,
  month: (row) => row.periodStart.slice(0, 7),
  agent_id: (row) => row.agentId,
  agent: (row) => row.agentName,
  task: (row) => row.taskIdentifier,
  goal: (row) => row.goalTitle,
  project: (row) => row.projectName,
  run_id: (row) => row.runId,
  provider: (row) => row.provider,
  model: (row) => row.model,
  billing: (row) => row.billing,
  tokens_in: (row) => row.tokensIn,
  tokens_cached: (row) => row.tokensCached,
  tokens_cache_written: (row) => row.tokensCacheWritten,
  tokens_out: (row) => row.tokensOut,
  cost_usd: (row) => dollars(row.costMicros),
  list_usd: (row) => dollars(row.listMicros),
  counted_usd: (row) => dollars(row.countedMicros),
  priced: (row) => row.isPriced,
  unusual: (row) => row.isUnusual,
  correction: (row) => row.correction,
  corrects_id: (row) => row.correctsId,
  reason: (row) => row.reason,
}

/** Exact: six places, digits and a sign. */
function dollars(micros: number): number {
  return micros / MICROS_PER_DOLLAR
}

/**
 * A part of the ledger as a CSV file, oldest first, read page by page as it is taken: its length does not matter.
 * @throws Refusal before anything is sent
 */
export async function ledgerCsv(caller: Caller, period: LedgerPeriod): Promise<Response> {
  let page = await readLedger(caller, { ...period, limit: PAGE })
  const head = csvLine(Object.keys(COLUMNS))
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(head)),
    async pull(controller) {
      const last = page.at(-1)
      if (!last) return controller.close()
      controller.enqueue(encoder.encode(page.map(lineOf).join('')))
      page = page.length < PAGE ? [] : await readLedger(caller, { ...period, after: last.id, limit: PAGE })
    },
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="ledger${period.month ? `-${period.month}` : ''}.csv"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    },
  })
}

const lineOf = (row: LedgerRow) => csvLine(Object.values(COLUMNS).map((of) => of(row)))
