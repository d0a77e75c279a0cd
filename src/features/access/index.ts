export { deleteAccount, membershipsOf, profileOf, requirePerson } from './account'
export { applyClaims } from './apply-claims'
export { callerFor, founderCaller, listCompanies, systemCaller, whoAmI } from './callers'
export {
  boardIdentity,
  cancelCliChallenge,
  createCliChallenge,
  fetchCliKey,
  findCliChallenge,
  revokeCurrentKey,
} from './cli-login'
export { appointInTeam } from './commands/appoint-in-team'
export { approveCliChallenge } from './commands/approve-cli-challenge'
export { createApiKey } from './commands/create-api-key'
export { dismissFromTeam } from './commands/dismiss-from-team'
export { inviteMember } from './commands/invite-member'
export { joinCompany } from './commands/join-company'
export { leaveCompany } from './commands/leave-company'
export { removeMember } from './commands/remove-member'
export { revokeApiKey } from './commands/revoke-api-key'
export { revokeInvitation } from './commands/revoke-invitation'
export { setClaimedRole } from './commands/set-claimed-role'
export { setMemberRole } from './commands/set-member-role'
export { companyOf, type OwnedKind, resolveCompany } from './company-of'
export { forgetCliChallenges, forgetInvitations, forgetSessions } from './forget'
export { actingInRun, actorOf, type Identity, invalidBearer, proveBearer, proveNothing, proveSession } from './identity'
export { appointInstanceAdmin, dismissInstanceAdmin, listInstanceAdmins } from './instance-admins'
export { forgetInvitationToken, INVITATION_LINKS, openInvitationToken } from './invitation-link'
export { acceptInvitation, findInvitation } from './invitations'
export { declareLoopback, isLocalMode } from './local-mode'
export { listApiKeys } from './queries/list-api-keys'
export { listGranted } from './queries/list-granted'
export { listInvitations } from './queries/list-invitations'
export { myGrants } from './queries/my-grants'
export * from './schema'
export { endSessions, listSessions } from './sessions'
export { createSetupLink, redeemSetupLink, SESSION_LIFE_SECONDS } from './setup-link'
export { noteVerifiedAddress, signInAdapterFor } from './sign-in-adapter'
export { createWorkerKey, listWorkerKeys, proveWorker, revokeWorkerKey } from './worker-keys'
