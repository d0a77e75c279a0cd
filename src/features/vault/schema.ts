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
})
export type SecretView = z.output<typeof SecretView>

export const SecretDetail = SecretView.extend({
  versions: z.array(z.object({ version: z.number(), createdAt: z.string() })),
  /** Agents whose settings name it, terminated ones left out. */
  usedBy: z.array(z.object({ id: z.uuid(), name: z.string() })),
})
export type SecretDetail = z.output<typeof SecretDetail>

/** Settings of an agent, as its runtime takes them. */
export const Settings = z.record(z.string(), z.unknown())
