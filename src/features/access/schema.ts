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

/** Shown to the person who decides: nothing in it may pass for something else. */
const shownText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{C}]*$/u, 'must not have control characters')

export const CreateCliChallenge = z.object({
  /** What is being run, for the person to recognise it by. */
  command: shownText(200).min(1, 'must not be empty'),
  /** What runs it, and where. */
  clientName: shownText(80).nullish(),
  requestedAccess: z
    .literal(
      'board',
      'must be board: a key belongs to one company, and the installation is administered in the browser',
    )
    .default('board'),
  /** The company that the key should be for. Without it the person chooses. */
  requestedCompanyId: z.uuid().nullish(),
})

export const CliChallengeView = z.object({
  id: z.uuid(),
  status: z.enum(['pending', 'approved', 'cancelled', 'expired']),
  /** Stands in the terminal and on the page: only who sees the same in both knows whom they let in. */
  code: z.string(),
  command: z.string(),
  clientName: z.string().nullable(),
  requestedCompanyId: z.uuid().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
  decidedAt: z.string().nullable(),
  /** Id of the person. */
  approvedBy: z.uuid().nullable(),
  /** The company that the key is for. */
  keyCompanyId: z.uuid().nullable(),
  keyId: z.uuid().nullable(),
})
export type CliChallengeView = z.output<typeof CliChallengeView>

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
