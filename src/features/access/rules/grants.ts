/** Everything that can be permitted, as `<room>:<verb>`. A command names the one that it needs. */
export const GRANTS = [
  'company:read',
  'company:write',
  /** Deletes the company, and takes that back while there is time. */
  'company:close',
  'org:read',
  'org:write',
  'goal:read',
  'goal:write',
  'task:read',
  'task:write',
  'message:write',
  'run:read',
  'run:control',
  'run:report',
  'budget:read',
  'budget:write',
  /** Sets budgets of its direct reports, within its own pool. */
  'budget:allot',
  'cost:report',
  'audit:read',
  'key:write',
  /** Invites people as operators and viewers, and lets them go. */
  'member:write',
  /** Makes owners and administrators. */
  'member:appoint',
  /** Becomes a member; given by an invitation or by the identity provider, never by a role. */
  'member:join',
  'approval:read',
  'approval:request',
  /** Decides what the company's gates leave to administrators. */
  'approval:decide',
  /** Decides also what they leave to owners. */
  'approval:decide_as_owner',
  'secret:read',
  'secret:write',
  /** Says where the company is told what needs a person, and sees what was told. */
  'notification:write',
  /** Reads everything at once, as a bundle or a report. */
  'company:export',
] as const

export type Grant = (typeof GRANTS)[number]

/** What a person may be in a company, from the most to the least. */
export const ROLES = ['owner', 'admin', 'operator', 'viewer'] as const
export type Role = (typeof ROLES)[number]

const reading = GRANTS.filter((grant) => grant.endsWith(':read'))
const operating: Grant[] = [...reading, 'task:write', 'message:write', 'run:control', 'goal:write', 'approval:request']
// run:report is how workers and the product itself tell what became of a run; no person and no agent may say that
const governing = GRANTS.filter((grant) => grant !== 'run:report' && grant !== 'member:join')
const administering = governing.filter(
  (grant) => grant !== 'approval:decide_as_owner' && grant !== 'member:appoint' && grant !== 'company:close',
)
// which secrets there are is for those who run the company; an agent gets the values that its settings name, and no list
const working = operating.filter((grant) => grant !== 'secret:read')

/** The one of two roles that may do less. */
export function lesserRole(one: Role, other: Role): Role {
  return ROLES.indexOf(one) > ROLES.indexOf(other) ? one : other
}

/** What each role of a person permits. */
export const GRANTS_OF_ROLE: Record<Role, ReadonlySet<Grant>> = {
  owner: new Set(governing),
  admin: new Set(administering),
  operator: new Set(operating),
  viewer: new Set(reading),
}

/** What a member may be in a team, from the most to the least. */
export const TEAM_ROLES = ['admin', 'operator'] as const
export type TeamRole = (typeof TEAM_ROLES)[number]

const operatingTeam: Grant[] = ['task:write', 'message:write', 'run:control']

/** What each role in a team permits about that team's agents, tasks and runs; which commands these are, each says by `about`. */
export const GRANTS_OF_TEAM_ROLE: Record<TeamRole, ReadonlySet<Grant>> = {
  admin: new Set<Grant>([...operatingTeam, 'org:write']),
  operator: new Set(operatingTeam),
}

/** What is left to the owners of a company that is being deleted: to read it, to take it along, to take its deletion back. */
export const GRANTS_WHEN_CLOSED: ReadonlySet<Grant> = new Set<Grant>([...reading, 'company:export', 'company:close'])

/** What an agent may do: its work, handing work on, and saying what it cost. Of money, only what it has of its own to hand on. Never hiring, settings or keys. */
export const GRANTS_OF_AGENT: ReadonlySet<Grant> = new Set<Grant>([...working, 'cost:report', 'budget:allot'])

/** What the product itself may do, on behalf of nobody. */
export const GRANTS_OF_SYSTEM: ReadonlySet<Grant> = new Set(GRANTS)
