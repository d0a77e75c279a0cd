import { z } from 'zod'
import {
  agentStatus,
  askRunToStop,
  getRun,
  listBrakes,
  listOverdue,
  listRunEvents,
  listRuns,
  listSessions,
  listUnplaced,
  listWakes,
  listWorkers,
  requestWake,
  resetBrake,
  resetSession,
} from '@/features/runs'
import { callerIn } from '../../caller'
import { testAgent } from '../../worker/agent-tests'
import { identifiedProcedure, router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const runs = router({
  listRuns: queryProcedure(listRuns),
  getRun: queryProcedure(getRun),
  listRunEvents: queryProcedure(listRunEvents),
  listWakes: queryProcedure(listWakes),
  listWorkers: queryProcedure(listWorkers),
  listUnplaced: queryProcedure(listUnplaced),
  listBrakes: queryProcedure(listBrakes),
  listOverdue: queryProcedure(listOverdue),
  listSessions: queryProcedure(listSessions),
  agentStatus: queryProcedure(agentStatus),
  requestWake: commandProcedure(requestWake),
  resetBrake: commandProcedure(resetBrake),
  /** A worker tries the settings; no run is made. */
  testAgent: identifiedProcedure
    .input(z.object({ companyId: z.string().min(1).max(100), agentId: z.uuid() }))
    .mutation(async ({ ctx, input }) => testAgent(await callerIn(ctx.identity, input.companyId), input.agentId)),
  askRunToStop: commandProcedure(askRunToStop),
  resetSession: commandProcedure(resetSession),
})
