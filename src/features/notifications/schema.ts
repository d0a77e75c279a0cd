import { z } from 'zod'
import { MAIL_CHOICES, TOPICS, USUAL_TOPICS } from './rules/topics'

export const CHANNEL_KINDS = ['webhook', 'slack'] as const

const Name = z.string().trim().min(1, 'must not be empty').max(80)
const Address = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
  .max(2000)
  .refine((text) => !hasLogin(text), 'must not have a name or password in it')

/** Of what is no address at all, that is already said. */
function hasLogin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { username, password } = new URL(text)
  return username !== '' || password !== ''
}

const Topics = z
  .array(z.enum(TOPICS))
  .min(1, 'must name at least one')
  .max(TOPICS.length)
  .transform((topics) => [...new Set(topics)])

export const AddChannel = z.object({
  name: Name,
  kind: z.enum(CHANNEL_KINDS),
  /** Where it goes. Of slack it is kept as a secret. */
  address: Address,
  topics: Topics.default([...USUAL_TOPICS]),
})

export const UpdateChannel = z.object({
  channelId: z.uuid(),
  name: Name.optional(),
  address: Address.optional(),
  topics: Topics.optional(),
  isActive: z.boolean().optional(),
})

export const ChannelView = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  /** Of slack only where it is, not the address itself. */
  address: z.string(),
  topics: z.array(z.enum(TOPICS)),
  isActive: z.boolean(),
  /** Why it was switched off by itself. */
  offReason: z.string().nullable(),
  /** When the signing secret was last replaced; for a day both sign. */
  rotatedAt: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type ChannelView = z.output<typeof ChannelView>

/** The only answer that carries the signing secret; a slack channel has none. */
export const ChannelWithSecret = ChannelView.extend({ signingSecret: z.string().nullable() })

const Told = z.object({ title: z.string(), effect: z.string(), path: z.string(), since: z.string().nullable() })
export type Told = z.output<typeof Told>

/** What is said, without any address or secret of a channel. Paths begin behind the address of Paperclip. */
export const Message = Told.extend({
  /** As in `approval.waiting`, `approval.reminded`, `task.done`, `digest`, `invitation`, `test`. */
  type: z.string(),
  company: z.object({ id: z.uuid(), name: z.string(), slug: z.string() }),
  /** How long it waits, as it was said. */
  age: z.string().nullable(),
  /** What it is about, by ids. */
  subject: z
    .object({
      ...{ kind: z.string(), id: z.uuid(), agentId: z.uuid().nullable() },
      ...{ taskId: z.uuid().nullable(), identifier: z.string().nullable() },
    })
    .nullable(),
  /** Of a digest. */
  items: z.array(Told),
  /** How many more wait than the digest names. */
  more: z.number(),
})
export type Message = z.output<typeof Message>

export const DELIVERY_KINDS = ['notice', 'reminder', 'digest', 'invitation', 'test'] as const
export const DeliveryState = z.enum(['waiting', 'sent', 'failed', 'dropped'])

export const DeliveryView = z.object({
  id: z.uuid(),
  kind: z.enum(DELIVERY_KINDS),
  channelId: z.uuid().nullable(),
  channelName: z.string().nullable(),
  personId: z.uuid().nullable(),
  /** Who gets it: the channel, the person or the invited address, by name. */
  to: z.string(),
  message: Message,
  state: DeliveryState,
  attempts: z.number(),
  nextTryAt: z.string().nullable(),
  /** HTTP status, or the reply code of the mail server. */
  answerStatus: z.number().nullable(),
  problem: z.string().nullable(),
  sentAt: z.string().nullable(),
  createdAt: z.string(),
})
export type DeliveryView = z.output<typeof DeliveryView>

export const ListDeliveries = z.object({
  channelId: z.uuid().optional(),
  state: DeliveryState.optional(),
  /** Id of the last one of the page before. */
  before: z.uuid().nullish(),
  limit: z.int().min(1).max(500).default(50),
})

export const MailChoiceView = z.object({
  choice: z.enum(MAIL_CHOICES),
  /** Where the mail goes; null: the person has no proven address. */
  address: z.string().nullable(),
  /** Whether this installation can send mail at all. */
  isMailSetUp: z.boolean(),
})
export type MailChoiceView = z.output<typeof MailChoiceView>

/** What became of one try. */
export const Outcome = z.object({
  isSent: z.boolean(),
  answerStatus: z.int().nullable(),
  problem: z.string().max(500).nullable(),
  /** The receiver says that nobody is there any more. */
  isGone: z.boolean().default(false),
  /** Nobody is there to be told: no other try. */
  isDropped: z.boolean().default(false),
})
export type Outcome = z.output<typeof Outcome>
