export { claimDueSchedules } from './commands/claim-due-schedules'
export { setSchedule } from './commands/set-schedule'
export { nextSlots, type Timing } from './rules/slots'
