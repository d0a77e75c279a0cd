import type { Waiting } from '@/features/reports'
import type { Work } from '@/platform/command'
import type { Mask } from '@/platform/mask'
import { mayDecide, type Reader } from './listeners'
import { digestDay } from './rules/timing'
import { isMailedAtOnce } from './rules/topics'
import type { NewDelivery } from './store'
import { type Company, messageOf, toldOf } from './told'

/** So many things a digest names. */
const MOST_NAMED = 30

/**
 * The digests of today, once a person: what waits for them, in the order of the inbox. Where nothing does there is no mail.
 * @param items all that waits
 */
export async function digestsOf(
  work: Work,
  company: Company,
  items: readonly Waiting[],
  readers: readonly Reader[],
  mask: Mask,
): Promise<NewDelivery[]> {
  const day = digestDay(work.now, company.timeZone)
  const due = day ? readers.filter(({ digestedOn }) => digestedOn !== day) : []
  if (!day || due.length === 0) return []
  const taken = await work.sql<{ personId: string }>(
    `INSERT INTO "MailChoice" AS c ("companyId", "personId", choice, "digestedOn")
     SELECT $1, "personId", choice, $3 FROM jsonb_to_recordset($2::jsonb) AS x("personId" uuid, choice text)
     ON CONFLICT ("companyId", "personId") DO UPDATE SET "digestedOn" = $3 WHERE c."digestedOn" IS DISTINCT FROM $3::date
     RETURNING "personId"`,
    [work.companyId, JSON.stringify(due), day],
  )
  const mine = new Set(taken.map(({ personId }) => personId))
  return due
    .filter(({ personId }) => mine.has(personId))
    .flatMap(({ personId, role, choice }) => {
      const waiting = items.filter((item) => mayDecide(role, item))
      // what came at once is told again, with the rest; alone it makes no second mail
      if (!waiting.some((item) => choice === 'daily' || !isMailedAtOnce(item))) return []
      const message = messageOf(company, {
        ...{
          type: 'digest',
          title: waiting.length === 1 ? 'One thing waits for you' : `${waiting.length} things wait for you`,
        },
        ...{ effect: '', path: `/c/${company.slug}/inbox`, more: Math.max(0, waiting.length - MOST_NAMED) },
        items: waiting.slice(0, MOST_NAMED).map((item) => toldOf(company, item, mask)),
      })
      return [{ id: work.newId(), kind: 'digest' as const, personId, digestOn: day, message }]
    })
}
