import { z } from 'zod'
import {
  AddChannel,
  addChannel,
  CHANNEL_KINDS,
  type ChannelView,
  DELIVERY_KINDS,
  DeliveryState,
  type DeliveryView,
  getMailChoice,
  listChannels,
  listDeliveries,
  MailChoiceView,
  removeChannel,
  resendDelivery,
  rotateChannelSecret,
  setMailChoice,
  testChannel,
  UpdateChannel,
  updateChannel,
} from '@/features/notifications'
import { publicId } from '@/platform/ids'
import { cut, deleted, Instant, idOf, NextCursor, pageOf, shownId } from './fields'
import { route } from './route'

const Channel = z
  .object({
    id: shownId('channel'),
    name: z.string(),
    kind: z.enum(CHANNEL_KINDS),
    address: z.string().meta({ description: 'Of slack only where it is: the whole address is the secret.' }),
    topics: z.array(z.string()),
    active: z.boolean(),
    off_reason: z.string().nullable().meta({ description: 'Why it was switched off by itself.' }),
    rotated_at: Instant.nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'NotificationChannel' })
const WithSecret = Channel.extend({
  signing_secret: z.string().nullable().meta({ description: 'Shown in this answer only; slack has none.' }),
})

function channelAnswer(view: ChannelView): z.output<typeof Channel> {
  const { name, kind, address, topics } = view
  return {
    id: publicId('channel', view.id),
    ...{ name, kind, address, topics, active: view.isActive, off_reason: view.offReason },
    ...{ rotated_at: view.rotatedAt, created_at: view.createdAt, updated_at: view.updatedAt },
  }
}

const Delivery = z
  .object({
    id: shownId('delivery'),
    kind: z.enum(DELIVERY_KINDS),
    channel_id: shownId('channel').nullable(),
    person_id: shownId('person').nullable(),
    to: z.string(),
    type: z.string().meta({ example: 'approval.waiting' }),
    title: z.string(),
    state: DeliveryState,
    attempts: z.int(),
    next_try_at: Instant.nullable(),
    answer_status: z.int().nullable(),
    problem: z.string().nullable(),
    sent_at: Instant.nullable(),
    created_at: Instant,
  })
  .meta({ id: 'NotificationDelivery' })

function deliveryAnswer(view: DeliveryView): z.output<typeof Delivery> {
  const { kind, to, state, attempts, problem, message } = view
  return {
    ...{ id: publicId('delivery', view.id), kind, to, state, attempts, problem },
    ...{ type: message.type, title: message.title },
    channel_id: publicId('channel', view.channelId),
    person_id: publicId('person', view.personId),
    ...{ next_try_at: view.nextTryAt, answer_status: view.answerStatus },
    ...{ sent_at: view.sentAt, created_at: view.createdAt },
  }
}

const Mail = z
  .object({
    choice: MailChoiceView.shape.choice.meta({
      description: 'Nothing; what stands still at once and the rest once a day; all once a day.',
    }),
    address: z.string().nullable().meta({ description: 'Null without an address that is proven.' }),
    mail_is_set_up: z.boolean(),
  })
  .meta({ id: 'MailChoice' })

function mailAnswer({ isMailSetUp: mail_is_set_up, ...view }: MailChoiceView): z.output<typeof Mail> {
  return { ...view, mail_is_set_up }
}

const { name: Name, address: Address, topics: Topics } = UpdateChannel.shape

export const notifications = [
  route({
    method: 'post',
    path: '/companies/{company_id}/notification-channels',
    name: 'addChannel',
    tag: 'Notifications',
    summary: 'Have what needs a person told to a webhook or Slack',
    description:
      'Webhooks are signed as the Standard Webhooks specification says. The same message has the same `webhook-id` however often it comes.',
    body: z.object({
      name: AddChannel.shape.name.meta({ example: 'On call' }),
      kind: AddChannel.shape.kind,
      address: AddChannel.shape.address.meta({ example: 'https://example.com/paperclip' }),
      topics: Topics,
    }),
    status: 201,
    answer: WithSecret,
    refusals: ['already_exists', 'broken_rule'],
    run: async ({ caller, body }) => {
      const { signingSecret, ...view } = await addChannel(caller, body)
      return { ...channelAnswer(view), signing_secret: signingSecret }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/notification-channels',
    name: 'listChannels',
    tag: 'Notifications',
    summary: 'See where a company is told what needs a person',
    answer: z.object({ channels: z.array(Channel), mail_is_set_up: z.boolean() }),
    run: async ({ caller }) => {
      const { channels, isMailSetUp } = await listChannels(caller, {})
      return { channels: channels.map(channelAnswer), mail_is_set_up: isMailSetUp }
    },
  }),
  route({
    method: 'patch',
    path: '/notification-channels/{channel_id}',
    name: 'updateChannel',
    tag: 'Notifications',
    summary: 'Change a channel, or switch it off or on',
    body: z.object({ name: Name, address: Address, topics: Topics, active: z.boolean().optional() }),
    answer: Channel,
    refusals: ['already_exists'],
    run: async ({ caller, id, body: { active: isActive, ...body }, options }) =>
      channelAnswer(await updateChannel(caller, { ...body, isActive, channelId: id }, options)),
  }),
  route({
    method: 'post',
    path: '/notification-channels/{channel_id}/rotate-secret',
    name: 'rotateChannelSecret',
    tag: 'Notifications',
    summary: 'Replace the signing secret of a webhook',
    description: 'For a day both secrets sign.',
    answer: WithSecret,
    refusals: ['broken_rule'],
    run: async ({ caller, id }) => {
      const { signingSecret, ...view } = await rotateChannelSecret(caller, { channelId: id })
      return { ...channelAnswer(view), signing_secret: signingSecret }
    },
  }),
  route({
    method: 'post',
    path: '/notification-channels/{channel_id}/test',
    name: 'testChannel',
    tag: 'Notifications',
    summary: 'Send a test to a channel',
    status: 201,
    answer: z.object({ id: shownId('delivery') }),
    run: async ({ caller, id, options }) => {
      const { deliveryId } = await testChannel(caller, { channelId: id }, options)
      return { id: publicId('delivery', deliveryId) }
    },
  }),
  route({
    method: 'delete',
    path: '/notification-channels/{channel_id}',
    name: 'removeChannel',
    tag: 'Notifications',
    summary: 'Remove a channel with its secret and its log',
    answer: deleted('channel'),
    run: async ({ caller, id, options }) => {
      await removeChannel(caller, { channelId: id }, options)
      return { id: publicId('channel', id), deleted: true }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/notification-deliveries',
    name: 'listDeliveries',
    tag: 'Notifications',
    summary: 'See what was told, newest first, and what became of it',
    query: pageOf('delivery', 50, 200).extend({
      channel_id: idOf('channel').optional(),
      state: DeliveryState.optional(),
    }),
    answer: z.object({ deliveries: z.array(Delivery), next_cursor: NextCursor }),
    run: async ({ caller, query: { cursor: before, limit, channel_id: channelId, state } }) => {
      const rows = await listDeliveries(caller, { before, channelId, state, limit: limit + 1 })
      const [page, next_cursor] = cut(rows, limit, 'delivery')
      return { deliveries: page.map(deliveryAnswer), next_cursor }
    },
  }),
  route({
    method: 'post',
    path: '/notification-deliveries/{delivery_id}/resend',
    name: 'resendDelivery',
    tag: 'Notifications',
    summary: 'Send a message again, with the same id',
    answer: z.object({ id: shownId('delivery') }),
    refusals: ['broken_rule'],
    run: async ({ caller, id, options }) => {
      await resendDelivery(caller, { deliveryId: id }, options)
      return { id: publicId('delivery', id) }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/mail-choice',
    name: 'getMailChoice',
    tag: 'Notifications',
    summary: 'See what you are mailed of a company, and where',
    description: 'For people: an agent gets no mail.',
    answer: Mail,
    run: async ({ caller }) => mailAnswer(await getMailChoice(caller, {})),
  }),
  route({
    method: 'put',
    path: '/companies/{company_id}/mail-choice',
    name: 'setMailChoice',
    tag: 'Notifications',
    summary: 'Say what you want by mail of a company',
    description: 'For people who are members of the company.',
    body: z.object({ choice: MailChoiceView.shape.choice }),
    answer: Mail,
    refusals: ['broken_rule'],
    run: async ({ caller, body, options }) => mailAnswer(await setMailChoice(caller, body, options)),
  }),
]
