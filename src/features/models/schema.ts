import { z } from 'zod'
import { DIALECTS } from './rules/endpoints'

export const Dialect = z.enum(DIALECTS)

/** A word, because it stands before a slash in the name of a model. */
const ProviderName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(60)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'must be lower-case letters, digits, dots and dashes, as in "openai"')

const hasPassword = (url: string) => URL.canParse(url) && new URL(url).username + new URL(url).password !== ''

const BaseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://api.openai.com/v1' })
  .max(2000)
  .refine((url) => !hasPassword(url), 'must not have a password in it: give the key')
  .transform((url) => url.replace(/\/+$/, ''))

const PerMinute = z.int().min(1).max(2_000_000_000)

export const SetProvider = z
  .object({
    /** Absent: a new one, or the one of this name. */
    providerId: z.uuid().optional(),
    name: ProviderName.optional(),
    dialect: Dialect.optional(),
    /** Absent for a new one: the maker's own. */
    baseUrl: BaseUrl.optional(),
    /** A secret of the vault; null for an endpoint that wants no key. */
    secret: z.object({ secretId: z.uuid(), version: z.int().min(1).nullish() }).nullish(),
    /** The key itself: it goes into the vault, as the secret `models/<name>`. */
    apiKey: z.string().trim().min(1).max(4000).optional(),
    requestsPerMinute: PerMinute.nullish(),
    tokensPerMinute: PerMinute.nullish(),
    /** How many calls may be under way at the same time, over all agents and servers. */
    callsAtOnce: z.int().min(1).max(10_000).nullish(),
    isEnabled: z.boolean().optional(),
  })
  .refine(({ secret, apiKey }) => !(secret && apiKey), 'give a secret or a key, not both')

export const ProviderView = z.object({
  id: z.uuid(),
  name: z.string(),
  dialect: Dialect,
  baseUrl: z.string(),
  secretId: z.uuid().nullable(),
  secretName: z.string().nullable(),
  secretVersion: z.number().nullable(),
  requestsPerMinute: z.number().nullable(),
  tokensPerMinute: z.number().nullable(),
  callsAtOnce: z.number().nullable(),
  isEnabled: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type ProviderView = z.output<typeof ProviderView>

/** `open`; answered, failed, cut off by the budget, left by the client, lost with its server or its run; refused before it began. */
export const CallState = z.enum(['open', 'answered', 'failed', 'cut', 'left', 'lost', 'refused'])
export type CallState = z.output<typeof CallState>

/** One try at one model. */
export const Attempt = z.object({
  provider: z.string(),
  model: z.string(),
  status: z.number().nullable(),
  /** Why it was not answered; null when it was. */
  reason: z.string().nullable(),
  ms: z.number(),
})
export type Attempt = z.output<typeof Attempt>

export const CallView = z.object({
  id: z.uuid(),
  runId: z.uuid(),
  endpoint: z.string(),
  askedModel: z.string(),
  model: z.string().nullable(),
  provider: z.string().nullable(),
  state: CallState,
  isStreamed: z.boolean(),
  costMicros: z.number(),
  tokensIn: z.number(),
  tokensOut: z.number(),
  tokensCached: z.number(),
  isEstimated: z.boolean(),
  attempts: z.array(Attempt),
  error: z.string().nullable(),
  /** How often it was asked in a row, of one that was refused; else 0. */
  timesRefused: z.number(),
  hasConversation: z.boolean(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
})
export type CallView = z.output<typeof CallView>

/** What was asked and answered, as text in the words of the dialect; secrets of the company stand as `***`. */
export const ConversationView = z.object({
  callId: z.uuid(),
  request: z.string(),
  answer: z.string(),
  isCut: z.boolean(),
})
export type ConversationView = z.output<typeof ConversationView>
