export { callerFor, founderCaller, listCompanies, systemCaller, whoAmI } from './callers'
export {
  boardIdentity,
  cancelCliChallenge,
  createCliChallenge,
  fetchCliKey,
  findCliChallenge,
  revokeCurrentKey,
} from './cli-login'
export { approveCliChallenge } from './commands/approve-cli-challenge'
export { createApiKey } from './commands/create-api-key'
export { revokeApiKey } from './commands/revoke-api-key'
export { companyOf, type OwnedKind, resolveCompany } from './company-of'
export { actingInRun, actorOf, type Identity, invalidBearer, proveBearer, proveNothing, proveSession } from './identity'
export { declareLoopback, isLocalMode } from './local-mode'
export { listApiKeys } from './queries/list-api-keys'
export * from './schema'
export { createSetupLink, redeemSetupLink, SESSION_LIFE_SECONDS } from './setup-link'
export { signInAdapter } from './sign-in-adapter'
