import { z } from 'zod'
import { systemCaller } from '@/features/access'
import { mailInvitation, sendDue } from '@/features/notifications'
import { env } from '@/platform/env'
import { addressOf } from '../../http/address'
import { noticeEverywhere } from '../../noticing'
import { inngest } from '../client'
import { clockwork } from '../clockwork'
import { body, firstBody } from '../step-body'

/** Once a minute: what waits for longer is noticed without any event, and what could not be sent is tried again. */
export const notice = inngest.createFunction(clockwork('notice', '* * * * *'), async ({ step }) => {
  const noticed = await step.run('notice', body(noticeEverywhere))
  const tries = await step.run(
    'send-due',
    body(() => sendDue(addressOf(env()))),
  )
  return { noticed, tries }
})

/** What was put in line is sent at once. */
export const sendQueued = inngest.createFunction(
  { id: 'send-queued', triggers: [{ event: 'delivery/queued' }], retries: 3 },
  ({ event, step }) =>
    step.run(
      'send-due',
      firstBody(event.id, () => sendDue(addressOf(env()))),
    ),
)

const Invited = z.object({ companyId: z.uuid(), invitationId: z.uuid() })

/** An invitation to an address is mailed there. */
export const mailInvited = inngest.createFunction(
  { id: 'mail-invited', triggers: [{ event: 'member/invited' }], retries: 8 },
  ({ event, step }) => {
    const { companyId, invitationId } = Invited.parse(event.data)
    return step.run(
      'queue',
      firstBody(event.id, () => mailInvitation(systemCaller(companyId, 'notifications'), { invitationId })),
    )
  },
)
