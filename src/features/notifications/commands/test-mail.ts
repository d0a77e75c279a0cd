import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { mailChoiceOf } from '../queries/get-mail-choice'
import { insertDeliveries } from '../store'
import { companyOf, messageOf } from '../told'

/**
 * Sends the person who calls a mail, to see whether mail arrives.
 * @throws Refusal broken_rule where no mail server is set, or the person has no proven address
 */
export const testMail = defineCommand({
  name: 'testMail',
  grant: 'company:read',
  input: z.object({}),
  output: z.object({ deliveryId: z.uuid() }),
  records: ['member.testedMail'],
  announces: ['delivery/queued'],
  async run(work) {
    const { address, isMailSetUp } = await mailChoiceOf(work)
    if (!isMailSetUp) {
      const message = 'This installation sends no mail. Set SMTP_URL and SMTP_FROM, and start it again.'
      throw new Refusal('broken_rule', message, { rule: 'mail_not_set_up' })
    }
    if (!address) {
      const message = 'You have no proven address. Sign in with an identity provider that says yours.'
      throw new Refusal('broken_rule', message, { rule: 'no_address' })
    }
    const id = work.newId()
    const message = messageOf(await companyOf(work), {
      ...{ type: 'test', title: 'This is a test: mail of Paperclip arrives', effect: '', path: '/account' },
    })
    await insertDeliveries(work, [{ id, kind: 'test', personId: work.actor.id, message }])
    work.record({ action: 'member.testedMail', subject: { kind: 'person', id: work.actor.id } })
    work.announce({ name: 'delivery/queued', data: { companyId: work.companyId }, forEngine: true })
    return { deliveryId: id }
  },
})
