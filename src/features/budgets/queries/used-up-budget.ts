import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { ScopeKind } from '../schema'
import { usedUpAlong } from '../store'

/** Whose budget keeps an agent from work, on a task if one is named: the nearest that is used up, or null. */
export const usedUpBudget = defineQuery({
  name: 'usedUpBudget',
  grant: 'budget:read',
  input: z.object({ agentId: z.uuid(), taskId: z.uuid().nullish() }),
  run: (view, { agentId, taskId }): Promise<ScopeKind | null> => usedUpAlong(view, agentId, taskId ?? null),
})
