import { z } from 'zod'
import { defineCommand } from '@/platform/command'

/** The root goal of a new company; every other goal is below it. */
export const createMission = defineCommand({
  name: 'createMission',
  grant: 'goal:write',
  input: z.object({ mission: z.string().min(1) }),
  output: z.object({ id: z.uuid() }),
  records: ['goal.created'],
  announces: [],
  async run(work, { mission }) {
    const goal = await work.db.goal.create({
      data: { id: work.newId(), companyId: work.companyId, title: mission, level: 'company', createdAt: work.now },
    })
    work.record({ action: 'goal.created', subject: { kind: 'goal', id: goal.id }, details: { title: mission } })
    return { id: goal.id }
  },
})
