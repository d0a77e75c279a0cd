import { setSchedule } from '@/features/schedules'
import { router } from '../init'
import { commandProcedure } from '../procedure'

export const schedules = router({
  setSchedule: commandProcedure(setSchedule),
})
