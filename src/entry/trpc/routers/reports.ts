import {
  comingWakes,
  compliancePage,
  complianceSummary,
  dashboard,
  estimateSchedule,
  listScorecards,
} from '@/features/reports'
import { router } from '../init'
import { queryProcedure } from '../procedure'

export const reports = router({
  dashboard: queryProcedure(dashboard),
  estimateSchedule: queryProcedure(estimateSchedule),
  comingWakes: queryProcedure(comingWakes),
  listScorecards: queryProcedure(listScorecards),
  complianceSummary: queryProcedure(complianceSummary),
  compliancePage: queryProcedure(compliancePage),
})
