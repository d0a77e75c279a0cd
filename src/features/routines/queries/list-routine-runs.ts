import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { selectRuns } from '../store'

/** Every firing of a routine, newest first; `before` is the id of the last row of the page before. */
export const listRoutineRuns = defineQuery({
  name: 'listRoutineRuns',
  grant: 'task:read',
  input: z.object({
    routineId: z.uuid(),
    before: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(50),
  }),
  run(view, { routineId, before, limit }) {
    const older = before ? 'AND r.id < $4' : ''
    const values = [routineId, limit, ...(before ? [before] : [])]
    return selectRuns(view, `r."routineId" = $2 ${older} ORDER BY r.id DESC LIMIT $3`, values)
  },
})
