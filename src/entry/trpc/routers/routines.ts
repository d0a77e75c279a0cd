import {
  addTrigger,
  createRoutine,
  getRoutine,
  getTrigger,
  listOverdueTriggers,
  listRoutineRuns,
  listRoutines,
  removeTrigger,
  rotateTriggerSecret,
  runRoutine,
  updateRoutine,
  updateTrigger,
} from '@/features/routines'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const routines = router({
  listRoutines: queryProcedure(listRoutines),
  getRoutine: queryProcedure(getRoutine),
  listRoutineRuns: queryProcedure(listRoutineRuns),
  listOverdueTriggers: queryProcedure(listOverdueTriggers),
  getTrigger: queryProcedure(getTrigger),
  createRoutine: commandProcedure(createRoutine),
  updateRoutine: commandProcedure(updateRoutine),
  runRoutine: commandProcedure(runRoutine),
  addTrigger: commandProcedure(addTrigger),
  updateTrigger: commandProcedure(updateTrigger),
  removeTrigger: commandProcedure(removeTrigger),
  rotateTriggerSecret: commandProcedure(rotateTriggerSecret),
})
