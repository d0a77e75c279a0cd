import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { selectTriggers } from '../store'

/** A trigger by itself, with when it last fired; never its secret. */
export const getTrigger = defineQuery({
  name: 'getTrigger',
  grant: 'task:read',
  input: z.object({ triggerId: z.uuid() }),
  async run(view, { triggerId }) {
    const [trigger] = await selectTriggers(view, 'g.id = $2', [triggerId])
    if (!trigger) throw notFound('trigger')
    return trigger
  },
})
