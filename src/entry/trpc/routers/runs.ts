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
  SettingsTest,
} from '@/features/runs'
import { callerIn } from '../../caller'
import { testAgent, testSettings } from '../../worker/agent-tests'
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
  /** The same for settings that no agent has yet. */
  testSettings: identifiedProcedure
    .input(SettingsTest.extend({ companyId: z.string().min(1).max(100) }))
    .mutation(async ({ ctx, input: { companyId, ...settings } }) =>
      testSettings(await callerIn(ctx.identity, companyId), settings),
    ),
  askRunToStop: commandProcedure(askRunToStop),
  resetSession: commandProcedure(resetSession),
})
