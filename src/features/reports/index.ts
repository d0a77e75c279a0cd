export { type ComplianceExport, ComplianceFormat, complianceExport } from './queries/compliance-export'
export { CompliancePeriod, type ComplianceSummary, compliancePage, complianceSummary } from './queries/compliance-page'
export { type Dashboard, dashboard } from './queries/dashboard'
export type { ComplianceRow } from './rules/compliance-text'
