import {
  createGoal,
  createProject,
  deleteGoal,
  getGoal,
  getProject,
  listGoals,
  listProjects,
  updateGoal,
  updateProject,
} from '@/features/goals'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const goals = router({
  listGoals: queryProcedure(listGoals),
  getGoal: queryProcedure(getGoal),
  createGoal: commandProcedure(createGoal),
  updateGoal: commandProcedure(updateGoal),
  deleteGoal: commandProcedure(deleteGoal),
  listProjects: queryProcedure(listProjects),
  getProject: queryProcedure(getProject),
  createProject: commandProcedure(createProject),
  updateProject: commandProcedure(updateProject),
})
