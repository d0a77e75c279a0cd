import { z } from 'zod'
import { ROLES } from './rules/grants'

export const CreateApiKey = z
  .object({
    name: z.string().trim().min(1, 'must not be empty').max(120),
    kind: z.enum(['board', 'agent']),
    /** The agent that the key speaks for; only and always with kind `agent`. */
    agentId: z.uuid().nullish(),
  })
  .refine((key) => (key.kind === 'agent') === Boolean(key.agentId), {
    path: ['agentId'],
    message: 'is needed for an agent key, and only there',
  })

export const ApiKeyView = z.object({
  id: z.uuid(),
  kind: z.enum(['board', 'agent']),
  agentId: z.uuid().nullable(),
  name: z.string(),
  /** End of the token, to recognise it by. */
  lastFour: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
})
export type ApiKeyView = z.output<typeof ApiKeyView>

/** The only answer that carries the token. */
export const CreatedApiKey = ApiKeyView.extend({ token: z.string() })

export const RevokeApiKey = z.object({ keyId: z.uuid() })

export const ListApiKeys = z.object({ agentId: z.uuid().optional() })

export const RedeemSetupLink = z.object({
  token: z.string().min(1, 'is missing: open the link that the server printed').max(200),
  name: z.string().trim().min(1, 'must not be empty').max(120),
  email: z.email().max(320).nullish(),
})

export const ListCompanies = z.object({
  /** Id of the last company of the page before. */
  after: z.uuid().nullish(),
  limit: z.int().min(1).max(200).default(50),
})

export const CompanyRow = z.object({
  id: z.uuid(),
  name: z.string(),
  slug: z.string(),
  status: z.string(),
  /** What the caller is there; `agent` for an agent's key or run. */
  role: z.enum([...ROLES, 'agent']),
})
export type CompanyRow = z.output<typeof CompanyRow>
