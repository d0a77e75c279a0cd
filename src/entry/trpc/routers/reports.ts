import { compliancePage, complianceSummary, dashboard } from '@/features/reports'
import { router } from '../init'
import { queryProcedure } from '../procedure'

export const reports = router({
  dashboard: queryProcedure(dashboard),
  complianceSummary: queryProcedure(complianceSummary),
  compliancePage: queryProcedure(compliancePage),
})
