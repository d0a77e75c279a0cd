import { listOverdueSchedules, listScheduleSlots, setSchedule } from '@/features/schedules'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const schedules = router({
  setSchedule: commandProcedure(setSchedule),
  listOverdueSchedules: queryProcedure(listOverdueSchedules),
  listScheduleSlots: queryProcedure(listScheduleSlots),
})
