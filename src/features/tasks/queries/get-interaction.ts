import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { findInteraction } from '../interactions'

/** One structured question, with its answer when there is one. */
export const getInteraction = defineQuery({
  name: 'getInteraction',
  grant: 'task:read',
  input: z.object({ interactionId: z.uuid() }),
  run: (view, { interactionId }) => findInteraction(view, interactionId),
})
