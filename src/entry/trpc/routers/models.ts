import { z } from 'zod'
import {
  getModelConversation,
  listModelCalls,
  listProviders,
  removeProvider,
  setProvider,
  testProvider,
} from '@/features/models'
import { callerIn } from '../../caller'
import { identifiedProcedure, router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

const Tested = z.object({ companyId: z.string().min(1).max(100), providerId: z.uuid() })

export const models = router({
  listProviders: queryProcedure(listProviders),
  setProvider: commandProcedure(setProvider),
  removeProvider: commandProcedure(removeProvider),
  testProvider: identifiedProcedure
    .input(Tested)
    .mutation(async ({ ctx, input }) => testProvider(await callerIn(ctx.identity, input.companyId), input)),
  listModelCalls: queryProcedure(listModelCalls),
  getModelConversation: queryProcedure(getModelConversation),
})
