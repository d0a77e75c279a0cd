import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { mailChoiceOf } from '../queries/get-mail-choice'
import { MAIL_CHOICES } from '../rules/topics'
import { MailChoiceView } from '../schema'

/**
 * Says what the person who calls wants by mail of this company.
 * @throws Refusal forbidden for agents; broken_rule for who is no member
 */
export const setMailChoice = defineCommand({
  name: 'setMailChoice',
  grant: 'company:read',
  input: z.object({ choice: z.enum(MAIL_CHOICES) }),
  output: MailChoiceView,
  records: ['member.choseMail'],
  announces: ['member/chose.mail'],
  async run(work, { choice }) {
    if (work.actor.kind !== 'person') throw new Refusal('forbidden', 'Only a person gets mail.')
    const [stored] = await work.sql(
      `INSERT INTO "MailChoice" ("companyId", "personId", choice)
       SELECT $1, "personId", $3 FROM "Membership" WHERE "companyId" = $1 AND "personId" = $2
       ON CONFLICT ("companyId", "personId") DO UPDATE SET choice = $3 RETURNING 1`,
      [work.companyId, work.actor.id, choice],
    )
    if (!stored) {
      throw new Refusal('broken_rule', 'Only members of the company get its mail.', { rule: 'members_only' })
    }
    work.record({ action: 'member.choseMail', subject: { kind: 'person', id: work.actor.id }, details: { choice } })
    work.announce({ name: 'member/chose.mail', data: { personId: work.actor.id } })
    return mailChoiceOf(work)
  },
})
