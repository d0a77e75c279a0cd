import {
  agentStatus,
  askRunToStop,
  getRun,
  listRunEvents,
  listRuns,
  listWakes,
  listWorkers,
  requestWake,
} from '@/features/runs'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const runs = router({
  listRuns: queryProcedure(listRuns),
  getRun: queryProcedure(getRun),
  listRunEvents: queryProcedure(listRunEvents),
  listWakes: queryProcedure(listWakes),
  listWorkers: queryProcedure(listWorkers),
  agentStatus: queryProcedure(agentStatus),
  requestWake: commandProcedure(requestWake),
  askRunToStop: commandProcedure(askRunToStop),
})
