import {
  agentStatus,
  askRunToStop,
  getRun,
  listRunEvents,
  listRuns,
  listSessions,
  listWakes,
  requestWake,
  resetSession,
} from '@/features/runs'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const runs = router({
  listRuns: queryProcedure(listRuns),
  getRun: queryProcedure(getRun),
  listRunEvents: queryProcedure(listRunEvents),
  listWakes: queryProcedure(listWakes),
  listSessions: queryProcedure(listSessions),
  agentStatus: queryProcedure(agentStatus),
  requestWake: commandProcedure(requestWake),
  askRunToStop: commandProcedure(askRunToStop),
  resetSession: commandProcedure(resetSession),
})
