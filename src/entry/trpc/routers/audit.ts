import { listAudit, proveEntry, verifyAudit } from '@/features/audit'
import { router } from '../init'
import { queryProcedure } from '../procedure'

export const audit = router({
  listAudit: queryProcedure(listAudit),
  proveEntry: queryProcedure(proveEntry),
  verifyAudit: queryProcedure(verifyAudit),
})
