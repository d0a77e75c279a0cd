import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { lockScope } from '../locks'
import { ScopeKind } from '../schema'
import { restore } from './restore'

/** In a new month, or when a rolling window has moved on, a budget is whole again: what it halted goes on, and the record says so. */
export const endBudgetPause = defineCommand({
  name: 'endBudgetPause',
  grant: 'run:report',
  input: z.object({ scopeKind: ScopeKind, scopeId: z.uuid() }),
  output: z.object({ isRestored: z.boolean() }),
  records: ['budget.renewed'],
  announces: ['budget/restored'],
  async run(work, scope) {
    await lockScope(work, scope)
    const restored = await restore(work, scope)
    if (restored.length === 0) work.unchanged()
    for (const { budgetId, metric, window, periodStart } of restored) {
      const details = { ...scope, metric, window, periodStart }
      work.record({ action: 'budget.renewed', subject: { kind: 'budget', id: budgetId }, details })
    }
    return { isRestored: restored.length > 0 }
  },
})
