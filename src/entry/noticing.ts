import { systemCaller } from '@/features/access'
import { companiesThatTell, isMailSetUp, noticeWaiting } from '@/features/notifications'
import type { CompanyId } from '@/platform/ids'
import { log } from '@/platform/log'
import { onCommit } from '@/platform/outbox/pulse'

const DELAY_MS = 1_000
const PAGE = 500
/** Events after which something may need a person, or need nobody any more. */
const MOVING = /^(approval|interaction|budget|task|agent|company|wake)\/|^run\/finished$/

const look = (companyId: string) => noticeWaiting(systemCaller(companyId, 'notifications'), {})

/**
 * Notices what needs a person a moment after the commit that made it so. Only for speed: the clock looks at every company each minute.
 * @returns how to stop; it resolves when what is under way is done
 */
export function startNoticing(): () => Promise<void> {
  const due = new Set<CompanyId>()
  let timer: NodeJS.Timeout | null = null
  let isStopped = false
  let running: Promise<void> = Promise.resolve()
  const lookAtAll = async () => {
    timer = null
    const companies = [...due]
    due.clear()
    for (const companyId of companies) {
      if (isStopped) return
      await look(companyId).catch((error) => log.error({ err: error, companyId }, 'what waits was not noticed'))
    }
  }
  const unsubscribe = onCommit(({ companyId, names }) => {
    if (isStopped || !names.some((name) => MOVING.test(name))) return
    due.add(companyId)
    timer ??= setTimeout(() => {
      running = running.then(lookAtAll)
    }, DELAY_MS)
  })
  return async () => {
    isStopped = true
    unsubscribe()
    if (timer) clearTimeout(timer)
    await running
  }
}

/** Looks at every company that tells anybody anything. @returns how many messages were put in line */
export async function noticeEverywhere(): Promise<number> {
  let queued = 0
  for (let after: string | null = null; ; ) {
    const page: string[] = await companiesThatTell(isMailSetUp(), after, PAGE)
    for (const companyId of page) {
      const noticed = await look(companyId).catch((error) =>
        log.error({ err: error, companyId }, 'what waits was not noticed'),
      )
      queued += noticed?.queued ?? 0
    }
    after = page.at(-1) ?? null
    if (after === null) return queued
  }
}
