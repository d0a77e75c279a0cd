import { getAgent, hireAgent, listAgents, pauseAgent, resumeAgent, terminateAgent, updateAgent } from '@/features/org'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const org = router({
  listAgents: queryProcedure(listAgents),
  getAgent: queryProcedure(getAgent),
  hireAgent: commandProcedure(hireAgent),
  updateAgent: commandProcedure(updateAgent),
  pauseAgent: commandProcedure(pauseAgent),
  resumeAgent: commandProcedure(resumeAgent),
  terminateAgent: commandProcedure(terminateAgent),
})
