export { exportPerson } from './export-person'
export { ComingWake, type ComingWakes, comingWakes, ListComingWakes } from './queries/coming-wakes'
export { type CompanyStats, companyStats } from './queries/company-stats'
export { type ComplianceExport, ComplianceFormat, complianceExport } from './queries/compliance-export'
export { CompliancePeriod, type ComplianceSummary, compliancePage, complianceSummary } from './queries/compliance-page'
export { type Dashboard, dashboard } from './queries/dashboard'
export { EstimateSchedule, estimateSchedule } from './queries/estimate-schedule'
export { InstanceStatus, instanceStatus } from './queries/instance-status'
export {
  countInbox,
  everythingWaiting,
  InboxItem,
  InboxPage,
  ListInbox,
  listInbox,
  type Waiting,
} from './queries/list-inbox'
export { ListScorecards, listScorecards, type Scorecard } from './queries/list-scorecards'
export { ownRecords } from './queries/own-records'
export type { ComplianceRow } from './rules/compliance-text'
export type { ScheduleEstimate } from './rules/schedule-cost'
