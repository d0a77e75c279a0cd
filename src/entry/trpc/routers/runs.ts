import {
  agentStatus,
  askRunToStop,
  getRun,
  listBrakes,
  listOverdue,
  listRunEvents,
  listRuns,
  listWakes,
  listWorkers,
  requestWake,
  resetBrake,
} from '@/features/runs'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const runs = router({
  listRuns: queryProcedure(listRuns),
  getRun: queryProcedure(getRun),
  listRunEvents: queryProcedure(listRunEvents),
  listWakes: queryProcedure(listWakes),
  listWorkers: queryProcedure(listWorkers),
  listBrakes: queryProcedure(listBrakes),
  listOverdue: queryProcedure(listOverdue),
  agentStatus: queryProcedure(agentStatus),
  requestWake: commandProcedure(requestWake),
  resetBrake: commandProcedure(resetBrake),
  askRunToStop: commandProcedure(askRunToStop),
})
