import {
  checkOutTask,
  createTask,
  delegateTask,
  getTask,
  listAgentWork,
  listMessages,
  listTasks,
  postMessage,
  releaseTask,
  updateTask,
} from '@/features/tasks'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const tasks = router({
  listTasks: queryProcedure(listTasks),
  getTask: queryProcedure(getTask),
  listAgentWork: queryProcedure(listAgentWork),
  listMessages: queryProcedure(listMessages),
  createTask: commandProcedure(createTask),
  updateTask: commandProcedure(updateTask),
  delegateTask: commandProcedure(delegateTask),
  checkOutTask: commandProcedure(checkOutTask),
  releaseTask: commandProcedure(releaseTask),
  postMessage: commandProcedure(postMessage),
})
