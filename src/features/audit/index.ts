export { companiesToSeal, isBehind, sealCompany } from './commands/seal-company'
export { type AuditRow, listAudit } from './queries/list-audit'
export { type Verdict, verifyAudit } from './queries/verify-audit'
export * from './schema'
