import { z } from 'zod'

/** The value of a disabled secret is given to no run. */
export const SecretStatus = z.enum(['active', 'disabled'])

const Name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'must be one line')
const Value = z.string().min(1, 'must not be empty').max(65_536)
const Description = z.string().max(2000)

export const CreateSecret = z.object({ name: Name, value: Value, description: Description.default('') })

export const RotateSecret = z.object({ secretId: z.uuid(), value: Value })

export const UpdateSecret = z.object({
  secretId: z.uuid(),
  name: Name.optional(),
  description: Description.optional(),
  status: SecretStatus.optional(),
})

/** Everything about a secret but its value, which nobody reads back. */
export const SecretView = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  name: z.string(),
  description: z.string(),
  status: SecretStatus,
  latestVersion: z.number(),
  createdByKind: z.string(),
  createdById: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** When a value of it was last opened for a run, a test or a call of a model. */
  lastUsedAt: z.string().nullable(),
})
export type SecretView = z.output<typeof SecretView>

export const SecretDetail = SecretView.extend({
  versions: z.array(z.object({ version: z.number(), createdAt: z.string() })),
  /** Agents whose settings name it, terminated ones left out. `version`: which of them; null when only older settings name it. */
  usedBy: z.array(
    z.object({ id: z.uuid(), name: z.string(), version: z.union([z.number(), z.literal('latest')]).nullable() }),
  ),
  /** Model providers whose key it is. */
  providers: z.array(z.object({ id: z.uuid(), name: z.string(), version: z.union([z.number(), z.literal('latest')]) })),
})
export type SecretDetail = z.output<typeof SecretDetail>

export const ListSecretUses = z.object({
  secretId: z.uuid(),
  /** Id of the last use of the page before. */
  before: z.uuid().optional(),
  limit: z.int().min(1).max(500).default(50),
})

/** One time that a value was opened: for a run, for a test of settings, or for a model provider. */
export const SecretUse = z.object({
  id: z.uuid(),
  at: z.string(),
  /** Null in the oldest entries of the record, which did not say it. */
  version: z.number().nullable(),
  /** Null for a test. */
  runId: z.uuid().nullable(),
  /** The agent that got the value, or for which the provider was asked; null for settings that no agent has yet. */
  agentId: z.uuid().nullable(),
  agentName: z.string().nullable(),
  /** The model provider that the gateway opened it for. The agent itself did not get the value. */
  provider: z.string().nullable(),
})
export type SecretUse = z.output<typeof SecretUse>

/** Settings of an agent, as its runtime takes them. */
export const Settings = z.record(z.string(), z.unknown())
