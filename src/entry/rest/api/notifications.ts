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
import { Id, IdOrNull, Instant, InstantOrNull, idOf, Text } from './fields'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const Channel = z
  .object({
    id: Id,
    name: z.string(),
    kind: z.enum(CHANNEL_KINDS),
    address: z.string().meta({ description: 'Of slack only where it is: the whole address is the secret.' }),
    topics: z.array(z.string()),
    active: z.boolean(),
    offReason: Text,
    rotatedAt: InstantOrNull,
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'NotificationChannel' })
const WithSecret = Channel.extend({
  signingSecret: Text.meta({ description: 'Shown in this answer only; slack has none.' }),
})

function channelAnswer({ isActive: active, ...view }: ChannelView): z.output<typeof Channel> {
  return { ...view, active }
}

const Delivery = z
  .object({
    id: Id,
    kind: z.enum(DELIVERY_KINDS),
    channelId: IdOrNull,
    userId: IdOrNull,
    to: z.string(),
    type: z.string(),
    title: z.string(),
    state: DeliveryState,
    attempts: z.int(),
    nextTryAt: InstantOrNull,
    answerStatus: z.int().nullable(),
    problem: Text,
    sentAt: InstantOrNull,
    createdAt: Instant,
  })
  .meta({ id: 'NotificationDelivery' })

function deliveryAnswer(view: DeliveryView): z.output<typeof Delivery> {
  const { message, personId: userId, channelName: _name, ...rest } = view
  return { ...rest, userId, type: message.type, title: message.title }
}

const Mail = z
  .object({
    choice: MailChoiceView.shape.choice.meta({
      description: 'Nothing; what stands still at once and the rest once a day; all once a day.',
    }),
    address: Text.meta({ description: 'Null without an address that is proven.' }),
    mailIsSetUp: z.boolean(),
  })
  .meta({ id: 'MailChoice' })

function mailAnswer({ isMailSetUp: mailIsSetUp, ...view }: MailChoiceView): z.output<typeof Mail> {
  return { ...view, mailIsSetUp }
}

const { name: Name, address: Address, topics: Topics } = UpdateChannel.shape
const Done = z.object({ ok: z.literal(true) })

export const notifications = [
  route({
    method: 'get',
    path: '/companies/{companyId}/notification-channels',
    name: 'listChannels',
    tag: 'Notifications',
    summary: 'See where a company is told what needs a person',
    answer: z.array(Channel),
    run: async ({ caller }) => (await listChannels(caller, {})).channels.map(channelAnswer),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/notification-channels',
    name: 'addChannel',
    tag: 'Notifications',
    summary: 'Have what needs a person told to a webhook or Slack',
    body: z.object({
      name: AddChannel.shape.name,
      kind: AddChannel.shape.kind,
      address: AddChannel.shape.address.meta({ example: 'https://example.com/paperclip' }),
      topics: Topics,
    }),
    status: 201,
    answer: WithSecret,
    refusals: ['already_exists', 'broken_rule'],
    run: async ({ caller, body }) => {
      const { signingSecret, ...view } = await addChannel(caller, body)
      return { ...channelAnswer(view), signingSecret }
    },
  }),
  route({
    method: 'patch',
    path: '/notification-channels/{id}',
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
    path: '/notification-channels/{id}/rotate-secret',
    name: 'rotateChannelSecret',
    tag: 'Notifications',
    summary: 'Replace the signing secret of a webhook',
    answer: WithSecret,
    refusals: ['broken_rule'],
    run: async ({ caller, id }) => {
      const { signingSecret, ...view } = await rotateChannelSecret(caller, { channelId: id })
      return { ...channelAnswer(view), signingSecret }
    },
  }),
  route({
    method: 'post',
    path: '/notification-channels/{id}/test',
    name: 'testChannel',
    tag: 'Notifications',
    summary: 'Send a test to a channel',
    status: 201,
    answer: z.object({ id: Id }),
    run: async ({ caller, id, options }) => ({
      id: (await testChannel(caller, { channelId: id }, options)).deliveryId,
    }),
  }),
  route({
    method: 'delete',
    path: '/notification-channels/{id}',
    name: 'removeChannel',
    tag: 'Notifications',
    summary: 'Remove a channel with its secret and its log',
    answer: Done,
    run: async ({ caller, id, options }) => {
      await removeChannel(caller, { channelId: id }, options)
      return { ok: true }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/notification-deliveries',
    name: 'listDeliveries',
    tag: 'Notifications',
    summary: 'See what was told, newest first, and what became of it',
    query: pageOf('delivery').extend({ channelId: idOf('channel').optional(), state: DeliveryState.optional() }),
    answer: z.array(Delivery),
    run: async ({ caller, query: { limit, cursor: before, channelId, state }, ...asked }) => {
      const rows = await listDeliveries(caller, { before, channelId, state, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map(deliveryAnswer)
    },
  }),
  route({
    method: 'post',
    path: '/notification-deliveries/{id}/resend',
    name: 'resendDelivery',
    tag: 'Notifications',
    summary: 'Send a message again, with the same id',
    answer: Done,
    refusals: ['broken_rule'],
    run: async ({ caller, id, options }) => {
      await resendDelivery(caller, { deliveryId: id }, options)
      return { ok: true }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/mail-choice',
    name: 'getMailChoice',
    tag: 'Notifications',
    summary: 'See what you are mailed of a company, and where',
    description: 'For people: an agent gets no mail.',
    answer: Mail,
    run: async ({ caller }) => mailAnswer(await getMailChoice(caller, {})),
  }),
  route({
    method: 'put',
    path: '/companies/{companyId}/mail-choice',
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
