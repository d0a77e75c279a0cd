import { z } from 'zod'
import {
  approveCliChallenge,
  cancelCliChallenge,
  createApiKey,
  findCliChallenge,
  listApiKeys,
  revokeApiKey,
  whoAmI,
} from '@/features/access'
import { identifiedProcedure, router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

const Challenge = z.object({ challengeId: z.string() })

export const access = router({
  /** Who the caller is, before any company. */
  whoAmI: identifiedProcedure.query(({ ctx }) => whoAmI(ctx.identity)),
  listApiKeys: queryProcedure(listApiKeys),
  createApiKey: commandProcedure(createApiKey),
  revokeApiKey: commandProcedure(revokeApiKey),
  /** What a command line asks for, before any company. */
  findCliChallenge: identifiedProcedure
    .input(Challenge)
    .query(({ ctx, input }) => findCliChallenge(input.challengeId, ctx.identity)),
  approveCliChallenge: commandProcedure(approveCliChallenge),
  cancelCliChallenge: identifiedProcedure
    .input(Challenge)
    .mutation(({ ctx, input }) => cancelCliChallenge(input.challengeId, { identity: ctx.identity })),
})
