import { z } from 'zod'
import { ROLES, TEAM_ROLES } from './rules/grants'

export const CreateApiKey = z
  .object({
    name: z.string().trim().min(1, 'must not be empty').max(120),
    kind: z.enum(['board', 'agent']),
    /** The agent that the key speaks for; only and always with kind `agent`. */
    agentId: z.uuid().nullish(),
    /** The most that a key of the board may do; without it, what the person who makes it may. */
    role: z.enum(ROLES).nullish(),
    /** The key is refused from then on; without it, it ends when it is revoked. */
    expiresInDays: z.int().min(1).max(3650).nullish(),
  })
  .refine((key) => key.kind === 'board' || !key.role, { path: ['role'], message: 'is for keys of the board' })
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
  expiresAt: z.string().nullable(),
  /** The most that it may do; null for what the person who made it may, and for agents. */
  role: z.enum(ROLES).nullable(),
})
export type ApiKeyView = z.output<typeof ApiKeyView>

/** The only answer that carries the token. */
export const CreatedApiKey = ApiKeyView.extend({ token: z.string() })

export const CreateWorkerKey = z.object({
  /** Of the machine or the group of machines that has it. */
  name: z.string().trim().min(1, 'must not be empty').max(120),
  /** The key is refused from then on; without it, it ends when it is revoked. */
  expiresInDays: z.int().min(1).max(3650).nullish(),
})

export const WorkerKeyView = z.object({
  id: z.uuid(),
  name: z.string(),
  /** End of the token, to recognise it by. */
  lastFour: z.string(),
  /** Name of the administrator who made it; null when nobody by that id is left. */
  createdBy: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
})
export type WorkerKeyView = z.output<typeof WorkerKeyView>

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

const Role = z.enum(ROLES)

export const InviteMember = z.object({
  role: Role,
  /** Only who signs in with this verified address may use the invitation; without it, whoever has the link. */
  email: z.email().max(320).toLowerCase().nullish(),
  expiresInDays: z.int().min(1).max(30).default(7),
})

export const InvitationView = z.object({
  id: z.uuid(),
  role: Role,
  email: z.string().nullable(),
  status: z.enum(['open', 'accepted', 'revoked', 'expired']),
  /** Name of the person who invited. */
  invitedBy: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
  /** Name of the person who came. */
  acceptedBy: z.string().nullable(),
})
export type InvitationView = z.output<typeof InvitationView>

/** The only answer that carries the token. */
export const CreatedInvitation = InvitationView.extend({
  token: z.string(),
  /** Whether the link is also mailed to the address. */
  isMailed: z.boolean(),
})

export const ListInvitations = z.object({
  /** Id of the last invitation of the page before. */
  before: z.uuid().nullish(),
  limit: z.int().min(1).max(200).default(50),
})

/** What an invitation promises, for the person who opens it. */
export const InvitationOffer = InvitationView.pick({
  role: true,
  email: true,
  status: true,
  invitedBy: true,
  expiresAt: true,
}).extend({
  companyId: z.uuid(),
  companyName: z.string(),
  companySlug: z.string(),
})
export type InvitationOffer = z.output<typeof InvitationOffer>

export const SetMemberRole = z.object({ personId: z.uuid(), role: Role })
export const RemoveMember = z.object({ personId: z.uuid() })
export const DismissFromTeam = z.object({ teamId: z.uuid(), personId: z.uuid() })
export const AppointInTeam = DismissFromTeam.extend({ role: z.enum(TEAM_ROLES) })
export const MemberRole = z.object({ personId: z.uuid(), role: Role })

export const SessionView = z.object({
  id: z.uuid(),
  /** What the browser said of itself when it signed in; empty when it said nothing. */
  client: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  /** The one that asks. */
  isCurrent: z.boolean(),
})
export type SessionView = z.output<typeof SessionView>

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
