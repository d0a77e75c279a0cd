import { exportConversation } from '@/features/templates'
import { router } from '../init'
import { queryProcedure } from '../procedure'

/** Bundles are bytes, and go over REST. */
export const templates = router({
  exportConversation: queryProcedure(exportConversation),
})
