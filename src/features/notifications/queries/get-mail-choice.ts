import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { isMailSetUp } from '../mail'
import { USUAL_CHOICE } from '../rules/topics'
import type { MailChoiceView } from '../schema'

/** What the person who asks gets by mail of this company, and where. */
export const getMailChoice = defineQuery({
  name: 'getMailChoice',
  grant: 'company:read',
  input: z.object({}),
  run: (view) => mailChoiceOf(view),
})

/** @throws Refusal forbidden for agents */
export async function mailChoiceOf(view: View): Promise<MailChoiceView> {
  if (view.actor.kind !== 'person') throw new Refusal('forbidden', 'Only a person gets mail.')
  const [row] = await view.sql<Omit<MailChoiceView, 'isMailSetUp'>>(
    `SELECT coalesce(w.choice, $3) AS choice, CASE WHEN p."emailVerifiedAt" IS NOT NULL THEN p.email END AS address
     FROM "Person" p LEFT JOIN "MailChoice" w ON w."companyId" = $1 AND w."personId" = p.id WHERE p.id = $2`,
    [view.companyId, view.actor.id, USUAL_CHOICE],
  )
  return { choice: row?.choice ?? USUAL_CHOICE, address: row?.address ?? null, isMailSetUp: isMailSetUp() }
}
