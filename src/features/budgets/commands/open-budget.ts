import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { requireRoom } from '../pools'
import { ScopeKind } from '../schema'

/** The budget row of a new company, team, project or agent. Every scope has one, also without a cap, so that its spend is counted. */
export const openBudget = defineCommand({
  name: 'openBudget',
  grant: 'budget:write',
  input: z.object({ scopeKind: ScopeKind, scopeId: z.uuid(), capMicros: z.int().min(0).nullable() }),
  output: z.object({ id: z.uuid() }),
  records: ['budget.opened'],
  announces: [],
  async run(work, input) {
    const budget = await work.db.budget.create({
      data: {
        id: work.newId(),
        companyId: work.companyId,
        scopeKind: input.scopeKind,
        scopeId: input.scopeId,
        cap: input.capMicros,
        createdAt: work.now,
        updatedAt: work.now,
      },
      select: { id: true },
    })
    if (input.scopeKind === 'agent' && input.capMicros !== null) await requireRoom(work, input.scopeId)
    work.record({ action: 'budget.opened', subject: { kind: 'budget', id: budget.id }, details: input })
    return budget
  },
})
