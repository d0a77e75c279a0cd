import { createGoal, getGoal, listGoals, updateGoal } from '@/features/goals'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const goals = router({
  listGoals: queryProcedure(listGoals),
  getGoal: queryProcedure(getGoal),
  createGoal: commandProcedure(createGoal),
  updateGoal: commandProcedure(updateGoal),
})
