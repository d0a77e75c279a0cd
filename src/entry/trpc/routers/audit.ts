import { listAudit, verifyAudit } from '@/features/audit'
import { router } from '../init'
import { queryProcedure } from '../procedure'

export const audit = router({
  listAudit: queryProcedure(listAudit),
  verifyAudit: queryProcedure(verifyAudit),
})
