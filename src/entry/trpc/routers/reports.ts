import { compliancePage, complianceSummary, dashboard, estimateSchedule } from '@/features/reports'
import { router } from '../init'
import { queryProcedure } from '../procedure'

export const reports = router({
  dashboard: queryProcedure(dashboard),
  estimateSchedule: queryProcedure(estimateSchedule),
  complianceSummary: queryProcedure(complianceSummary),
  compliancePage: queryProcedure(compliancePage),
})
