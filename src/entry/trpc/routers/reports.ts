import {
  comingWakes,
  compliancePage,
  complianceSummary,
  countInbox,
  dashboard,
  estimateSchedule,
  instanceStatus,
  listInbox,
  listScorecards,
} from '@/features/reports'
import { identifiedProcedure, router } from '../init'
import { queryProcedure } from '../procedure'

export const reports = router({
  dashboard: queryProcedure(dashboard),
  listInbox: queryProcedure(listInbox),
  countInbox: queryProcedure(countInbox),
  /** Of no company: how the installation stands. */
  instanceStatus: identifiedProcedure.query(({ ctx }) => instanceStatus(ctx.identity)),
  estimateSchedule: queryProcedure(estimateSchedule),
  comingWakes: queryProcedure(comingWakes),
  listScorecards: queryProcedure(listScorecards),
  complianceSummary: queryProcedure(complianceSummary),
  compliancePage: queryProcedure(compliancePage),
})
