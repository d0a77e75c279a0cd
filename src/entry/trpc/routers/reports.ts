import {
  comingWakes,
  compliancePage,
  complianceSummary,
  countInbox,
  dashboard,
  estimateSchedule,
  listInbox,
  listScorecards,
} from '@/features/reports'
import { router } from '../init'
import { queryProcedure } from '../procedure'

export const reports = router({
  dashboard: queryProcedure(dashboard),
  listInbox: queryProcedure(listInbox),
  countInbox: queryProcedure(countInbox),
  estimateSchedule: queryProcedure(estimateSchedule),
  comingWakes: queryProcedure(comingWakes),
  listScorecards: queryProcedure(listScorecards),
  complianceSummary: queryProcedure(complianceSummary),
  compliancePage: queryProcedure(compliancePage),
})
