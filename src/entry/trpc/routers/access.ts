import { createApiKey, listApiKeys, revokeApiKey, whoAmI } from '@/features/access'
import { identifiedProcedure, router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const access = router({
  /** Who the caller is, before any company. */
  whoAmI: identifiedProcedure.query(({ ctx }) => whoAmI(ctx.identity)),
  listApiKeys: queryProcedure(listApiKeys),
  createApiKey: commandProcedure(createApiKey),
  revokeApiKey: commandProcedure(revokeApiKey),
})
