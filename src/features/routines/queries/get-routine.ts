import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { selectRoutines } from '../store'

/** A routine with its triggers, last run and open task. */
export const getRoutine = defineQuery({
  name: 'getRoutine',
  grant: 'task:read',
  input: z.object({ routineId: z.uuid() }),
  async run(view, { routineId }) {
    const [routine] = await selectRoutines(view, 'x.id = $2', [routineId])
    if (!routine) throw notFound('routine')
    return routine
  },
})
