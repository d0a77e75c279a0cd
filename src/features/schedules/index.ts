export { claimDueSchedules } from './commands/claim-due-schedules'
export { setSchedule } from './commands/set-schedule'
export { cronProblem, nextSlot, nextSlots, type Timing, zoneProblem } from './rules/slots'
