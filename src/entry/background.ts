import type pg from 'pg'
import { companiesToSeal, isBehind, sealCompany } from '@/features/audit'
import { keepPricesFresh } from '@/features/budgets'
import { enginePool } from '@/platform/database'
import { sqlOn } from '@/platform/database/scope'
import { checkSupported, createEmbeddedEngine, readFunctionConfigs } from '@/platform/engine'
import { env } from '@/platform/env'
import { log } from '@/platform/log'
import { startNeighbours } from '@/platform/outbox/neighbours'
import { onCommit } from '@/platform/outbox/pulse'
import { startRelay } from '@/platform/outbox/relay'
import { type Relayed, takeUnrelayed } from '@/platform/outbox/store'
import { startFileSweep } from './file-sweep'
import { engineFetch, inngest } from './inngest/client'
import { functions } from './inngest/functions'
import { startLostRunWatch } from './lost-runs'
import { startNoticing } from './noticing'
import { startSearchIndexing } from './search-indexing'
import { startTallyCompaction } from './tally-compaction'

const SEAL_DELAY_MS = 300
const SEAL_SWEEP_MS = 5 * 60_000

/**
 * Starts what goes on beside requests: the engine, the relay that feeds it, and what follows the commits of a company.
 * @returns how to stop it all, in order
 */
export async function startBackground(): Promise<() => Promise<void>> {
  keepPricesFresh()
  const stopNeighbours = startNeighbours()
  const stopSealer = startSealer()
  const stopWatch = startLostRunWatch()
  const stopTally = startTallyCompaction()
  const stopSearch = startSearchIndexing()
  const stopFiles = startFileSweep()
  const stopNoticing = startNoticing()
  if (env().ENGINE === 'inngest') {
    checkSupported(await readFunctionConfigs(inngest.id, functions))
    const stopRelay = startRelay((limit) => deliver(limit, (_client, events) => inngest.send(events)))
    return async () => {
      stopWatch()
      await stopRelay()
      await stopSealer()
      await stopTally()
      await stopSearch()
      await stopFiles()
      await stopNoticing()
      await stopNeighbours()
    }
  }
  const engine = createEmbeddedEngine({ pool: enginePool(), client: inngest, functions, log })
  engineFetch.bind(engine)
  await engine.start()
  const stopRelay = startRelay((limit) => deliver(limit, (client, events) => engine.ingest(client, events)))
  return async () => {
    stopWatch()
    await stopRelay()
    await engine.stop()
    await stopSealer()
    await stopTally()
    await stopSearch()
    await stopFiles()
    await stopNoticing()
    await stopNeighbours()
  }
}

/**
 * Marks a page relayed and hands it over in one transaction. The embedded engine joins the transaction: exactly once. A server does
 * not: a crash in between sends the page again, and the ids make that harmless.
 */
async function deliver(
  limit: number,
  send: (client: pg.PoolClient, events: Relayed[]) => Promise<unknown>,
): Promise<number> {
  const client = await enginePool().connect()
  let isBroken = false
  try {
    await client.query('BEGIN')
    const events = await takeUnrelayed(sqlOn(client), limit)
    if (events.length > 0) await send(client, events)
    await client.query('COMMIT')
    return events.length
  } catch (error) {
    isBroken = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    )
    throw error
  } finally {
    client.release(isBroken)
  }
}

/** Seals a company a moment after its last commit, and looks for forgotten ones at the start and every few minutes. */
function startSealer(): () => Promise<void> {
  const due = new Set<string>()
  let timer: NodeJS.Timeout | null = null
  let isStopped = false
  let running: Promise<void> = Promise.resolve()
  const seal = async () => {
    timer = null
    const companies = [...due]
    due.clear()
    for (const companyId of companies) {
      try {
        await sealCompany(companyId)
        if (await isBehind(companyId)) ask(companyId)
      } catch (error) {
        log.error({ err: error, companyId }, 'the audit chain was not sealed')
      }
    }
  }
  const ask = (companyId: string) => {
    if (isStopped) return
    due.add(companyId)
    timer ??= setTimeout(() => {
      running = running.then(seal)
    }, SEAL_DELAY_MS)
  }
  const sweep = () =>
    companiesToSeal().then(
      (list) => list.forEach(ask),
      (error) => log.error({ err: error }, 'unsealed companies could not be listed'),
    )
  void sweep()
  const sweeper = setInterval(sweep, SEAL_SWEEP_MS)
  const unsubscribe = onCommit((commit) => ask(commit.companyId))
  return async () => {
    isStopped = true
    unsubscribe()
    clearInterval(sweeper)
    if (timer) clearTimeout(timer)
    await running
    await seal()
  }
}
