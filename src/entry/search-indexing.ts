import { companiesToIndex, indexCompany, isSearchBehind } from '@/features/search'
import type { CompanyId } from '@/platform/ids'
import { log } from '@/platform/log'
import { onCommit } from '@/platform/outbox/pulse'

const DELAY_MS = 300
const SWEEP_MS = 5 * 60_000
/** Rooms whose events can change what is searched. */
const ROOMS = /^(task|message|document|run\/finished)/

/**
 * Brings the search up to date a moment after a commit, one company after the other, and looks for forgotten companies at the start
 * and every few minutes.
 * @returns how to stop; it resolves when what is under way is done
 */
export function startSearchIndexing(): () => Promise<void> {
  const due = new Set<CompanyId>()
  let timer: NodeJS.Timeout | null = null
  let isStopped = false
  let running: Promise<void> = Promise.resolve()
  const index = async () => {
    timer = null
    const companies = [...due]
    due.clear()
    for (const companyId of companies) {
      if (isStopped) return
      try {
        await indexCompany(companyId)
        // events of transactions that were still running, or that another process is just reading
        if (await isSearchBehind(companyId)) ask(companyId)
      } catch (error) {
        log.error({ err: error, companyId }, 'the search was not brought up to date')
      }
    }
  }
  const ask = (companyId: CompanyId) => {
    if (isStopped) return
    due.add(companyId)
    timer ??= setTimeout(() => {
      running = running.then(index)
    }, DELAY_MS)
  }
  const sweep = () =>
    companiesToIndex().then(
      (list) => list.forEach(ask),
      (error) => log.error({ err: error }, 'companies whose search is behind could not be listed'),
    )
  void sweep()
  const sweeper = setInterval(sweep, SWEEP_MS)
  const unsubscribe = onCommit(({ companyId, names }) => {
    if (names.some((name) => ROOMS.test(name))) ask(companyId)
  })
  return async () => {
    isStopped = true
    unsubscribe()
    clearInterval(sweeper)
    if (timer) clearTimeout(timer)
    await running
  }
}
