import { z } from 'zod'
import { everythingWaiting } from '@/features/reports'
import { secretMask } from '@/features/vault'
import { defineCommand } from '@/platform/command'
import { digestsOf } from '../digests'
import { listenersOf } from '../listeners'
import { isMailSetUp } from '../mail'
import { endNotices, noticeDone, noticeNew, remindOfOld } from '../notices'
import { insertDeliveries } from '../store'
import { companyOf } from '../told'

/**
 * Compares what waits for a person with what was noticed before, and puts in line what has to be told: what is new, what waits for long,
 * what is done, the digest of the day. However often and by however many it is called, each is told once.
 */
export const noticeWaiting = defineCommand({
  name: 'noticeWaiting',
  grant: 'run:report',
  input: z.object({}),
  output: z.object({ queued: z.number() }),
  records: [],
  announces: ['delivery/queued'],
  async run(work) {
    // the deliveries are the record
    work.unchanged()
    // one after the other: who has read an older inbox must not end what another one has just noticed
    await work.sql(`SELECT pg_advisory_xact_lock(hashtextextended('notices:' || $1, 0))`, [work.companyId])
    const listeners = await listenersOf(work, isMailSetUp())
    if (listeners.channels.length + listeners.readers.length === 0) return { queued: 0 }
    const company = await companyOf(work)
    const mask = await secretMask(work, [])
    const { items, isAll } = await everythingWaiting(work)
    if (isAll) await endNotices(work, items)
    const queued = await insertDeliveries(work, [
      ...(await noticeNew(work, company, items, listeners, mask)),
      ...(await remindOfOld(work, company, items, listeners, mask)),
      ...(await noticeDone(work, company, listeners, mask)),
      ...(await digestsOf(work, company, items, listeners.readers, mask)),
    ])
    if (queued > 0) work.announce({ name: 'delivery/queued', data: { companyId: work.companyId }, forEngine: true })
    return { queued }
  },
})
