import type { Role, TeamRole } from '../rules/grants'

/** What a role is called, and what somebody who has it does, for people who choose one. */
export const ROLE_TEXT: Record<Role, { name: string; may: string }> = {
  owner: { name: 'Owner', may: 'does everything, and makes other owners' },
  admin: { name: 'Administrator', may: 'does everything but what is kept for owners' },
  operator: { name: 'Operator', may: 'gives out work, answers, and stops runs' },
  viewer: { name: 'Viewer', may: 'reads' },
}

/** What somebody with that role in a team does there. */
export const TEAM_ROLE_TEXT: Record<TeamRole, string> = {
  admin: 'also pauses, resumes and schedules its agents',
  operator: 'gives out its work, answers, and stops its runs',
}
